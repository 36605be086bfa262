using RedisAi.Execution;

namespace RedisAi.Tests.Batching;

/// <summary>The versions of a model as they are documented: which of them is there for what, and which sessions belong to which candidate.</summary>
/// <remarks>Shares are eighths: the line of all sessions is cut into as many cells, each of which belongs to a candidate, or to nobody.</remarks>
internal sealed class RoutedLine(RoutedVersion first)
{
    public const int Cells = 8;

    private readonly RoutedVersion?[] _cells = new RoutedVersion?[Cells];
    private readonly List<RoutedVersion> _candidates = [];
    private readonly List<RoutedVersion> _old = [];
    private readonly Dictionary<RoutedSession, RoutedVersion> _homes = [];

    public RoutedVersion Serving { get; private set; } = first;

    public RoutedVersion? Previous { get; private set; }

    public IReadOnlyList<RoutedVersion> Candidates => _candidates;

    /// <summary>Number, role and number of sessions of all versions that are loaded, the latest first.</summary>
    public IEnumerable<(int Number, VersionRole Role, int Sessions)> Loaded =>
        _candidates.Select(static candidate => (candidate, candidate.Traffic.Role))
            .Concat(_old.Select(static version => (version, VersionRole.Old)))
            .Concat(Previous is null ? [] : [(Previous, VersionRole.Previous)])
            .Append((Serving, VersionRole.Serving))
            .Select(version => (version.Item1.Number, version.Item2, SessionsOn(version.Item1)))
            .OrderByDescending(static version => version.Number);

    /// <summary>The version that answers a session that is in mid-state nowhere.</summary>
    public RoutedVersion Choose(string session) => _cells[(int)(StableHash.Fraction(session) * Cells)] ?? Serving;

    /// <summary>Another version serves; all that there was beside the one before has to go.</summary>
    public void Store(RoutedVersion next)
    {
        (RoutedVersion[] gone, Serving, Previous) = ([.. TakeCandidates(), .. Previous is null ? [] : new[] { Previous }, Serving], next, null);
        Array.ForEach(gone, Retire);
    }

    /// <summary>Says what a candidate gets; false when that is not possible, and nothing has changed.</summary>
    public bool TrySet(RoutedVersion candidate, CandidateTraffic traffic)
    {
        RoutedVersion[] others = [.. _candidates.Where(other => other != candidate)];
        if (traffic.Role == VersionRole.Shadow
            ? others.Any(static other => other.Traffic.Role == VersionRole.Shadow)
            : others.Where(static other => other.Traffic.Role == VersionRole.Candidate).Sum(static other => other.Traffic.Share) + traffic.Share > 1)
        {
            return false;
        }

        candidate.Traffic = traffic;
        if (!_candidates.Contains(candidate))
        {
            _candidates.Add(candidate);
        }

        Share(candidate, traffic.Role == VersionRole.Candidate ? (int)(traffic.Share * Cells) : 0);
        return true;
    }

    /// <summary>A candidate serves; the one before stays to be rolled back to.</summary>
    public void Promote(RoutedVersion candidate)
    {
        _candidates.Remove(candidate);
        (RoutedVersion[] gone, Previous, Serving) = ([.. TakeCandidates(), .. Previous is null ? [] : new[] { Previous }], Serving, candidate);
        Array.ForEach(gone, Retire);
    }

    /// <summary>Takes the candidates back, or, if there are none, the version that serves; false when there is nothing to go back to.</summary>
    public bool RollBack()
    {
        if (_candidates.Count > 0)
        {
            Array.ForEach(TakeCandidates(), static candidate => candidate.IsClosed = true);
            return true;
        }

        if (Previous is null)
        {
            return false;
        }

        Serving.IsClosed = true;
        (Serving, Previous) = (Previous, null);
        return true;
    }

    /// <summary>The version that a session is in mid-state on; null for none.</summary>
    public RoutedVersion? HomeOf(RoutedSession session) => _homes.GetValueOrDefault(session);

    /// <summary>Notes the version that a session is in mid-state on. An old one that is left by the last is closed.</summary>
    public void Move(RoutedSession session, RoutedVersion? home)
    {
        RoutedVersion? left = HomeOf(session);
        _homes.Remove(session);
        if (home is not null)
        {
            _homes[session] = home;
        }

        if (left is not null && SessionsOn(left) == 0 && _old.Remove(left))
        {
            left.IsClosed = true;
        }
    }

    private int SessionsOn(RoutedVersion version) => _homes.Values.Count(home => home == version);

    private RoutedVersion[] TakeCandidates()
    {
        RoutedVersion[] taken = [.. _candidates];
        _candidates.Clear();
        Array.Clear(_cells);
        return taken;
    }

    /// <summary>Closes a version, or keeps it as long as sessions are in mid-state on it: the latest ones, whatever the order in which they went.</summary>
    private void Retire(RoutedVersion version)
    {
        if (Serving.Promotion != SessionPromotion.KeepVersion || SessionsOn(version) == 0)
        {
            version.IsClosed = true;
            return;
        }

        _old.Add(version);
        while (_old.Count > RoutedModel.MaxOldVersions)
        {
            RoutedVersion oldest = _old.MinBy(static old => old.Number)!;
            oldest.IsClosed = true;
            _old.Remove(oldest);
        }
    }

    /// <summary>Gives a candidate so many cells: it loses its last ones, and wins free ones, those first that follow on one of its own.</summary>
    private void Share(RoutedVersion candidate, int count)
    {
        while (_cells.Count(owner => owner == candidate) > count)
        {
            _cells[Array.LastIndexOf(_cells, candidate)] = null;
        }

        while (_cells.Count(owner => owner == candidate) < count)
        {
            int[] free = [.. Enumerable.Range(0, Cells).Where(cell => _cells[cell] is null)];
            int next = Array.FindIndex(free, cell => cell > 0 && _cells[cell - 1] == candidate);
            _cells[free[Math.Max(0, next)]] = candidate;
        }
    }
}
