namespace RedisAi.Models;

/// <summary>The versions beside the one that serves under a key: candidates, a shadow, the one before, and old ones with sessions in mid-state.</summary>
/// <remarks>Changed by one thread at a time for each key (and by old versions that have become empty, hence the lock); calls read the traffic without it.</remarks>
internal sealed class ModelRoutes
{
    private readonly Lock _lock = new();
    private readonly List<ModelVersion> _old = [];
    private volatile Traffic? _traffic;
    private ModelVersion? _previous;
    private int _latestCandidate;

    /// <summary>What other versions than the serving one get; null when there is none, as it mostly is.</summary>
    public Traffic? Traffic => _traffic;

    /// <summary>The version that served before the one that was promoted.</summary>
    public ModelVersion? Previous => _previous;

    /// <summary>The candidates, and the shadow.</summary>
    public IReadOnlyList<ModelVersion> Candidates => Traffic.Versions(_traffic);

    /// <summary>All but the serving version.</summary>
    public IReadOnlyList<ModelVersion> Others
    {
        get
        {
            lock (_lock)
            {
                return [.. Traffic.Versions(_traffic), .. _previous is null ? [] : new[] { _previous }, .. _old];
            }
        }
    }

    /// <summary>The highest number that a version has had since the model was stored or deleted: no other gets it, also when that version is withdrawn.</summary>
    public int LatestNumber(ModelVersion serving)
    {
        lock (_lock)
        {
            return Math.Max(_latestCandidate, serving.Number);
        }
    }

    /// <summary>Notes the highest number that a version had in an earlier life.</summary>
    public void NoteLatest(int number)
    {
        lock (_lock)
        {
            _latestCandidate = Math.Max(_latestCandidate, number);
        }
    }

    /// <summary>Looks whether there is room for another candidate.</summary>
    /// <exception cref="ArgumentException">See <see cref="Traffic.ThrowIfUnfit"/>.</exception>
    public void ThrowIfUnfit(string key, CandidateTraffic traffic) => Traffic.ThrowIfUnfit(_traffic, key, version: null, traffic);

    /// <summary>Looks whether a candidate may get what is asked for.</summary>
    /// <exception cref="ArgumentException">See <see cref="Traffic.ThrowIfUnfit"/>.</exception>
    public void ThrowIfUnfit(ModelVersion candidate, CandidateTraffic traffic) => Traffic.ThrowIfUnfit(_traffic, candidate.Key, candidate, traffic);

    /// <summary>Sets what a candidate gets; adds it where it is new.</summary>
    /// <exception cref="ArgumentException">See <see cref="Traffic.ThrowIfUnfit"/>.</exception>
    public void Set(ModelVersion version, CandidateTraffic traffic)
    {
        lock (_lock)
        {
            _traffic = Traffic.With(_traffic, version, traffic);
            _latestCandidate = Math.Max(_latestCandidate, version.Number);
        }
    }

    /// <summary>The candidate of a number; null when there is none.</summary>
    public ModelVersion? FindCandidate(int number) => Traffic.Versions(_traffic).FirstOrDefault(version => version.Number == number);

    /// <summary>Takes a candidate out, without closing it.</summary>
    public void Remove(ModelVersion candidate)
    {
        lock (_lock)
        {
            _traffic = Traffic.Without(_traffic, candidate);
        }
    }

    /// <summary>Takes all candidates out; the caller retires them.</summary>
    public IReadOnlyList<ModelVersion> RemoveAll()
    {
        lock (_lock)
        {
            IReadOnlyList<ModelVersion> removed = Traffic.Versions(_traffic);
            _traffic = null;
            return removed;
        }
    }

    /// <summary>Keeps a version that can serve again at once; returns the one that was kept so far, for the caller to retire.</summary>
    public ModelVersion? KeepPrevious(ModelVersion? version)
    {
        lock (_lock)
        {
            (ModelVersion? before, _previous) = (_previous, version);
            return before;
        }
    }

    /// <summary>Closes a version, or keeps it as long as sessions are in mid-state on it.</summary>
    /// <param name="version">The version, which gets no new sessions any more.</param>
    /// <param name="routing">What the version that serves now says of sessions.</param>
    public void Retire(ModelVersion version, RoutingOptions routing)
    {
        List<ModelVersion> closed = [];
        lock (_lock)
        {
            if (routing.Promotion == SessionPromotion.KeepVersion && !version.TryCloseEmpty())
            {
                // Candidates are retired before the version that served, which is older.
                _old.Add(version);
                _old.Sort(static (left, right) => left.Number.CompareTo(right.Number));
                int tooMany = Math.Max(0, _old.Count - routing.MaxOldVersions);
                closed.AddRange(_old.Take(tooMany));
                _old.RemoveRange(0, tooMany);
            }
            else
            {
                closed.Add(version);
            }
        }

        closed.ForEach(static old => old.Close());
    }

    /// <summary>Closes an old version that has no sessions any more.</summary>
    public void NoteEmpty(ModelVersion version)
    {
        bool removed;
        lock (_lock)
        {
            removed = _old.Contains(version) && version.TryCloseEmpty() && _old.Remove(version);
        }

        if (removed)
        {
            version.Close();
        }
    }

    /// <summary>Takes everything out; the caller closes it.</summary>
    public IReadOnlyList<ModelVersion> Clear()
    {
        lock (_lock)
        {
            IReadOnlyList<ModelVersion> others = Others;
            _traffic = null;
            _previous = null;
            _latestCandidate = 0;
            _old.Clear();
            return others;
        }
    }

    /// <summary>What a version is there for; a version that is not known here serves.</summary>
    public (VersionRole Role, double Share) RoleOf(ModelVersion version)
    {
        lock (_lock)
        {
            if (_old.Contains(version))
            {
                return (VersionRole.Old, 0);
            }

            if (version == _previous)
            {
                return (VersionRole.Previous, 0);
            }

            return Traffic.RoleOf(_traffic, version) ?? (VersionRole.Serving, 1 - (_traffic?.CandidateShare ?? 0));
        }
    }
}
