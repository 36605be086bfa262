namespace RedisAi.Keyspace;

/// <summary>The keys of a keyspace, and their expiry. Used by one thread at a time.</summary>
internal sealed class KeyspaceTable(TimeProvider time)
{
    private readonly Dictionary<string, KeyspaceEntry> _entries = [];
    private int _writesUntilSweep = MinWritesBetweenSweeps;

    /// <summary>A sweep looks at every key, so it comes once in as many writes as there are keys, and at least this many.</summary>
    private const int MinWritesBetweenSweeps = 256;

    /// <summary>Milliseconds that never go back.</summary>
    public long Now => (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds;

    /// <summary>The keys that have not expired.</summary>
    public IEnumerable<string> Keys
    {
        get
        {
            Sweep();
            return _entries.Keys;
        }
    }

    /// <summary>How many keys take memory, also those whose time is over.</summary>
    public int CountWithExpired => _entries.Count;

    /// <summary>What is under a key, or null.</summary>
    public KeyspaceEntry? Find(string key)
    {
        if (!_entries.TryGetValue(key, out KeyspaceEntry? entry))
        {
            return null;
        }

        if (entry.ExpiresAt <= Now)
        {
            _entries.Remove(key);
            return null;
        }

        return entry;
    }

    /// <summary>The value under a key, or null.</summary>
    /// <exception cref="KeyspaceException">It is of another kind.</exception>
    public T? Get<T>(string key)
        where T : class => Find(key) is { } entry ? entry.Value as T ?? throw KeyspaceError.WrongType() : null;

    /// <summary>The value under a key, an empty one if there was none.</summary>
    /// <exception cref="KeyspaceException">It is of another kind.</exception>
    public T GetOrAdd<T>(string key)
        where T : class, new()
    {
        if (Get<T>(key) is { } present)
        {
            return present;
        }

        T added = new();
        Set(key, added);
        return added;
    }

    /// <summary>Puts a value under a key, whatever was there, and forgets when that was to expire.</summary>
    public KeyspaceEntry Set(string key, object value)
    {
        if (--_writesUntilSweep == 0)
        {
            Sweep();
        }

        return _entries[key] = new KeyspaceEntry(value);
    }

    public bool Remove(string key) => Find(key) is not null && _entries.Remove(key);

    private void Sweep()
    {
        long now = Now;
        foreach ((string key, KeyspaceEntry entry) in _entries)
        {
            // Removing while enumerating is allowed.
            if (entry.ExpiresAt <= now)
            {
                _entries.Remove(key);
            }
        }

        _writesUntilSweep = Math.Max(MinWritesBetweenSweeps, _entries.Count);
    }
}
