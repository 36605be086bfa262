using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>Which version beside the serving one gets which calls. Immutable.</summary>
internal sealed class Traffic
{
    private readonly (ModelVersion Version, CandidateTraffic Traffic)[] _candidates;
    private readonly TrafficShares _shares;
    private readonly EvenSpread _places = new();

    private Traffic((ModelVersion Version, CandidateTraffic Traffic)[] candidates, TrafficShares shares)
    {
        _candidates = candidates;
        _shares = shares;
        CandidateShare = candidates.Where(static candidate => candidate.Traffic.Role == VersionRole.Candidate).Sum(static candidate => candidate.Traffic.Share);
        Shadow = candidates.Where(static candidate => candidate.Traffic.Role == VersionRole.Shadow).Select(static candidate => candidate.Version).FirstOrDefault();
        ShadowShare = candidates.Where(static candidate => candidate.Traffic.Role == VersionRole.Shadow).Sum(static candidate => candidate.Traffic.Share);
    }

    /// <summary>The share of all candidates that answer.</summary>
    public double CandidateShare { get; }

    /// <summary>The version that runs copies; null when there is none.</summary>
    public ModelVersion? Shadow { get; }

    public double ShadowShare { get; }

    public static IReadOnlyList<ModelVersion> Versions(Traffic? traffic) => traffic is null ? [] : [.. traffic._candidates.Select(static candidate => candidate.Version)];

    /// <summary>Looks whether a version may get what is asked for, which does not need the version: it may not be loaded yet.</summary>
    /// <param name="present">What others get.</param>
    /// <param name="key">The key of the model.</param>
    /// <param name="version">The candidate; null for a new one.</param>
    /// <param name="traffic">What it is to get.</param>
    /// <exception cref="ArgumentException">It is nothing that a candidate can get, the shares of all candidates exceed 1, or there is another shadow.</exception>
    public static void ThrowIfUnfit(Traffic? present, string key, ModelVersion? version, CandidateTraffic traffic)
    {
        if (traffic.Role is not (VersionRole.Candidate or VersionRole.Shadow))
        {
            throw new ArgumentException(
                $"A candidate of model '{key}' answers calls or runs copies of them: give CandidateTraffic.Answers(share) or CandidateTraffic.Shadows().", nameof(traffic));
        }

        (ModelVersion Version, CandidateTraffic Traffic)[] others = [.. (present?._candidates ?? []).Where(other => other.Version != version && other.Traffic.Role == traffic.Role)];
        if (traffic.Role == VersionRole.Shadow)
        {
            if (others.Length > 0)
            {
                throw new ArgumentException($"Model '{key}' has a version in the shadow already: {others[0].Version.Number}.", nameof(traffic));
            }

            return;
        }

        double share = others.Sum(static other => other.Traffic.Share) + traffic.Share;
        if (share > 1 + 1e-9)
        {
            throw new ArgumentException($"The candidates of model '{key}' would get {share:P0} of the calls; their shares must not exceed 1 in all.", nameof(traffic));
        }
    }

    /// <exception cref="ArgumentException">See <see cref="ThrowIfUnfit"/>.</exception>
    public static Traffic With(Traffic? traffic, ModelVersion version, CandidateTraffic asked)
    {
        ThrowIfUnfit(traffic, version.Key, version, asked);
        (ModelVersion Version, CandidateTraffic Traffic)[] candidates = [.. traffic?._candidates ?? []];
        int place = Array.FindIndex(candidates, candidate => candidate.Version == version);
        if (place < 0)
        {
            candidates = [.. candidates, (version, asked)];
        }
        else
        {
            candidates[place] = (version, asked);
        }

        double share = asked.Role == VersionRole.Candidate ? asked.Share : 0;
        return new Traffic(candidates, (traffic?._shares ?? TrafficShares.None).With(version, share));
    }

    public static Traffic? Without(Traffic? traffic, ModelVersion version)
    {
        (ModelVersion Version, CandidateTraffic Traffic)[] left = [.. (traffic?._candidates ?? []).Where(candidate => candidate.Version != version)];
        return left.Length == 0 ? null : new Traffic(left, traffic!._shares.With(version, 0));
    }

    public static (VersionRole Role, double Share)? RoleOf(Traffic? traffic, ModelVersion version)
    {
        foreach ((ModelVersion candidate, CandidateTraffic share) in traffic?._candidates ?? [])
        {
            if (candidate == version)
            {
                return (share.Role, share.Share);
            }
        }

        return null;
    }

    /// <summary>The version that answers a call.</summary>
    /// <param name="serving">Answers what no candidate does.</param>
    /// <param name="session">Whose call it is; all calls of a session go to the same version. Null for nobody's.</param>
    /// <param name="caller">The run of a plan whose call it is, all of whose calls without a session go one way; null for none.</param>
    public ModelVersion Choose(ModelVersion serving, string? session, IVersionCaller? caller)
    {
        if (CandidateShare == 0)
        {
            return serving;
        }

        // Of any hundred calls of nobody as many go to a candidate as its share says.
        double place = session is not null ? StableHash.Fraction(session) : caller?.Place ?? _places.Next();
        return _shares.At(place) ?? serving;
    }
}
