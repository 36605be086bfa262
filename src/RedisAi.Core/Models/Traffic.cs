using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>Which version beside the serving one gets which calls. Immutable.</summary>
internal sealed class Traffic
{
    private readonly (ModelVersion Version, CandidateTraffic Traffic)[] _candidates;
    private readonly TrafficShares _shares;
    private long _calls;

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

    /// <exception cref="ArgumentException">The shares of all candidates exceed 1, or there is another shadow.</exception>
    public static Traffic With(Traffic? traffic, ModelVersion version, CandidateTraffic asked)
    {
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
        Traffic next = new(candidates, (traffic?._shares ?? TrafficShares.None).With(version, share));
        if (next.CandidateShare > 1 + 1e-9)
        {
            throw new ArgumentException($"The candidates of model '{version.Key}' would get {next.CandidateShare:P0} of the calls; their shares must not exceed 1 in all.", nameof(asked));
        }

        return next._candidates.Count(static candidate => candidate.Traffic.Role == VersionRole.Shadow) > 1
            ? throw new ArgumentException($"Model '{version.Key}' has a version in the shadow already: {next._candidates.First(static candidate => candidate.Traffic.Role == VersionRole.Shadow).Version.Number}.", nameof(asked))
            : next;
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
        double place = session is not null ? StableHash.Fraction(session) : caller?.Place ?? EvenSpread.At(Interlocked.Increment(ref _calls));
        return _shares.At(place) ?? serving;
    }
}
