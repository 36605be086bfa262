using System.Collections.Concurrent;

namespace RedisAi.Models;

/// <summary>The keys of a registry and what serves under them.</summary>
internal sealed class ModelTable
{
    private readonly ConcurrentDictionary<string, ModelEntry> _entries = new();
    private volatile bool _closed;

    public IEnumerable<ModelVersion> Versions => _entries.Values.Select(static entry => entry.Current).OfType<ModelVersion>();

    public bool Contains(string key) => Find(key) is not null;

    /// <summary>The version that serves under a key, or null.</summary>
    public ModelVersion? Find(string key) => _entries.GetValueOrDefault(key)?.Current;

    /// <summary>The version that serves under a key.</summary>
    /// <exception cref="ModelNotFoundException">There is none.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public ModelVersion Current(string key) => Current(key, out _);

    /// <summary>The version that serves under a key, and the entry that will know the next.</summary>
    public ModelVersion Current(string key, out ModelEntry? entry)
    {
        ThrowIfClosed();
        return _entries.TryGetValue(key, out entry) && entry.Current is { } version ? version : throw new ModelNotFoundException(key);
    }

    /// <summary>Puts a version in place; returns the one before. Called by one thread at a time for each key.</summary>
    public ModelVersion? Put(string key, ModelVersion version)
    {
        ModelEntry entry = _entries.GetOrAdd(key, static _ => new ModelEntry());
        ModelVersion? replaced = entry.Swap(version);
        if (!_closed)
        {
            return replaced;
        }

        // The engine was disposed meanwhile, and may have missed this version, or have removed the entry just before it came.
        Remove(key)?.Close();
        entry.Swap(null)?.Close();
        replaced?.Close();
        throw Closed();
    }

    /// <summary>Removes a key; returns what served under it. Called by one thread at a time for each key, or once closed.</summary>
    public ModelVersion? Remove(string key) => _entries.TryRemove(key, out ModelEntry? entry) ? entry.Swap(null) : null;

    /// <summary>Refuses everything from now on; returns what served.</summary>
    public IReadOnlyList<ModelVersion> Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        return [.. _entries.Keys.Select(Remove).OfType<ModelVersion>()];
    }

    public void ThrowIfClosed()
    {
        if (_closed)
        {
            throw Closed();
        }
    }

    /// <summary>What a call of a disposed engine ends with.</summary>
    public static ObjectDisposedException Closed() => new(nameof(RedisAiEngine), "The engine was disposed, or its host is shutting down.");
}
