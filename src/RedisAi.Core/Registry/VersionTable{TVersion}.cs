using System.Collections.Concurrent;
using RedisAi.Errors;

namespace RedisAi.Registry;

/// <summary>The keys of a registry and what serves under them.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
/// <param name="notFound">Makes what is thrown where there is nothing under a key.</param>
internal sealed class VersionTable<TVersion>(Func<string, RedisAiException> notFound)
    where TVersion : ServedVersion
{
    private readonly ConcurrentDictionary<string, VersionEntry<TVersion>> _entries = new();

    /// <summary>Held while a key gets or loses its version: the one must not slip in between the two steps of the other.</summary>
    private readonly Lock _changes = new();

    /// <summary>What served when the table was closed, for calls that are part of another which still runs.</summary>
    private readonly ConcurrentDictionary<string, TVersion> _last = new();
    private volatile bool _closed;

    /// <summary>The keys under which something serves.</summary>
    public IEnumerable<string> Keys => _entries.Where(static entry => entry.Value.Current is not null).Select(static entry => entry.Key);

    public IEnumerable<TVersion> Versions => _entries.Values.Select(static entry => entry.Current).OfType<TVersion>();

    public bool Contains(string key) => Find(key) is not null;

    /// <summary>The version that serves under a key, or null.</summary>
    public TVersion? Find(string key) => _entries.GetValueOrDefault(key)?.Current;

    /// <summary>The version that serves under a key.</summary>
    /// <exception cref="RedisAiException">There is none.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public TVersion Current(string key) => Current(key, out _);

    /// <summary>The version that serves under a key, and the entry that will know the next.</summary>
    public TVersion Current(string key, out VersionEntry<TVersion>? entry)
    {
        ThrowIfClosed();
        return _entries.TryGetValue(key, out entry) && entry.Current is { } version ? version : throw notFound(key);
    }

    /// <summary>The version that serves under a key, or served when the engine began to close: for a call that is part of another.</summary>
    /// <param name="key">The key.</param>
    /// <param name="refused">A version that has refused the call: nothing else will come when the engine is closing.</param>
    public TVersion CurrentForPart(string key, TVersion? refused)
    {
        if (Find(key) is { } version)
        {
            return version;
        }

        if (_last.TryGetValue(key, out version) && version != refused)
        {
            return version;
        }

        throw _closed ? EngineClosed.Error() : notFound(key);
    }

    /// <summary>Puts a version in place; returns the one before. Called by one thread at a time for each key.</summary>
    public TVersion? Put(string key, TVersion version)
    {
        VersionEntry<TVersion> entry;
        TVersion? replaced;
        lock (_changes)
        {
            entry = _entries.GetOrAdd(key, static _ => new VersionEntry<TVersion>());
            replaced = entry.Swap(version);
        }

        if (!_closed)
        {
            return replaced;
        }

        // The table was closed meanwhile, and may have missed this version, or have removed the entry just before it came. Whoever closes the table closes the versions.
        Remove(key);
        entry.Swap(null);
        throw EngineClosed.Error();
    }

    /// <summary>Removes a key; returns what served under it.</summary>
    public TVersion? Remove(string key)
    {
        lock (_changes)
        {
            return _entries.TryRemove(key, out VersionEntry<TVersion>? entry) ? entry.Swap(null) : null;
        }
    }

    /// <summary>Removes a key, unless another version serves there than one looked at before.</summary>
    public bool TryRemove(string key, TVersion present)
    {
        lock (_changes)
        {
            return Find(key) == present && Remove(key) is not null;
        }
    }

    /// <summary>Refuses everything from now on, but for parts of other calls.</summary>
    public void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        foreach (TVersion version in Versions)
        {
            _last[version.Key] = version;
        }

        foreach (string key in _entries.Keys)
        {
            Remove(key);
        }
    }

    public void ThrowIfClosed()
    {
        if (_closed)
        {
            throw EngineClosed.Error();
        }
    }
}
