namespace RedisAi;

/// <summary>Which calls a candidate gets beside the version that serves.</summary>
public readonly record struct CandidateTraffic
{
    private CandidateTraffic(VersionRole role, double share)
    {
        if (!(share is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is between 0 and 1.");
        }

        Role = role;
        Share = share;
    }

    /// <summary>Gets whether it answers calls (<see cref="VersionRole.Candidate"/>) or runs copies of them (<see cref="VersionRole.Shadow"/>).</summary>
    public VersionRole Role { get; }

    /// <summary>Gets the share of the calls, 0 to 1.</summary>
    public double Share { get; }

    /// <summary>The candidate answers a share of the calls: a canary with 0.05, one side of an A/B test with 0.5. All calls of a session go the same way.</summary>
    /// <param name="share">0 to 1. The shares of several candidates add up, at most to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is no such number.</exception>
    public static CandidateTraffic Answers(double share) => new(VersionRole.Candidate, share);

    /// <summary>The candidate runs a copy of a share of the calls when there is a core to spare, and what it gives is compared with the answer and reported, never returned.</summary>
    /// <param name="share">0 to 1; the default is all of them. A call that comes while another copy runs, or while calls wait, is not copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is no such number.</exception>
    public static CandidateTraffic Shadows(double share = 1) => new(VersionRole.Shadow, share);
}
