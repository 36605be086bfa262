namespace RedisAi.Registry;

/// <summary>All versions of a registry whose sessions are open, whether they serve or only end their calls: what the engine closes.</summary>
/// <remarks>
/// A version is in from before it can be called until its session is closed, so none is missed that is on its way from one place to another, or
/// in none any more. Calls know nothing of it.
/// </remarks>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal sealed class OpenVersions<TVersion>
    where TVersion : ServedVersion
{
    private readonly Lock _lock = new();
    private readonly HashSet<TVersion> _versions = [];
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _versions.Count;
            }
        }
    }

    /// <summary>Adds a version that was loaded; false when the engine is closing, and the version is the caller's to close.</summary>
    public bool TryAdd(TVersion version)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _versions.Add(version);
        }

        _ = version.Closed.ContinueWith(_ => Remove(version), TaskScheduler.Default);
        return true;
    }

    /// <summary>Takes no further ones.</summary>
    /// <returns>All that are open; the caller closes them.</returns>
    public IReadOnlyList<TVersion> Close()
    {
        lock (_lock)
        {
            _closed = true;
            return [.. _versions];
        }
    }

    private void Remove(TVersion version)
    {
        lock (_lock)
        {
            _versions.Remove(version);
        }
    }
}
