namespace RedisAi.Keyspace;

/// <summary>The values of a keyspace, and their expiry. A key of it is none of the <see cref="IOtherKeys"/>. Used by one thread at a time.</summary>
internal sealed class KeyspaceTable
{
    /// <summary>A sweep looks at every key, so it comes once in as many writes as there are keys, and at least this many.</summary>
    private const int MinWritesBetweenSweeps = 256;

    private int _writesUntilSweep = MinWritesBetweenSweeps;
    private long _earliestExpiry = long.MaxValue;
    private long _writes;
    private long _expiring;

    public KeyspaceTable(TimeProvider time, IOtherKeys? others = null)
    {
        Clock = new KeyspaceClock(time);
        Others = others ?? NoOtherKeys.Instance;
        All = new AllKeys(this);
    }

    public KeyspaceClock Clock { get; }

    public IOtherKeys Others { get; }

    /// <summary>The keys of both.</summary>
    public AllKeys All { get; }

    /// <summary>The keys of both that somebody watches.</summary>
    public WatchedKeys Watched { get; } = new();

    /// <summary>What takes memory, also what has expired since the last <see cref="Sweep"/>.</summary>
    public KeyspaceMap<string, KeyspaceEntry> Entries { get; } = new();

    /// <summary>How many values expire at some time; those that have since the last <see cref="Sweep"/> among them.</summary>
    public long ExpiringCount => _expiring;

    /// <summary>What is under a key, or null.</summary>
    public KeyspaceEntry? Find(string key)
    {
        if (!Entries.TryGetValue(key, out KeyspaceEntry? entry))
        {
            return null;
        }

        if (HasExpired(entry))
        {
            Drop(key, entry);
            return null;
        }

        return entry;
    }

    public bool HasExpired(KeyspaceEntry entry) => entry.ExpiresAt is { } expiresAt && expiresAt <= Clock.Now;

    /// <summary>The value under a key, or null.</summary>
    /// <exception cref="KeyspaceException">It is of another kind.</exception>
    public T? Get<T>(string key)
        where T : class
    {
        if (Find(key) is { } entry)
        {
            return entry.Value as T ?? throw KeyspaceError.WrongType();
        }

        return Others.TypeOf(key) is null ? null : throw KeyspaceError.WrongType();
    }

    /// <summary>The collection under a key, an empty one if there was none; <see cref="Changed"/> must follow.</summary>
    /// <exception cref="KeyspaceException">It is of another kind.</exception>
    public T GetOrAdd<T>(string key)
        where T : class, IKeyspaceCollection, new()
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
    public KeyspaceEntry Set(string key, object value, long? expiresAt = null)
    {
        if (--_writesUntilSweep <= 0)
        {
            Sweep();
            _writesUntilSweep = Math.Max(MinWritesBetweenSweeps, Entries.Count);
        }

        if (Entries.TryGetValue(key, out KeyspaceEntry? entry))
        {
            entry.Value = value;
        }
        else
        {
            Others.Remove(key);
            entry = new KeyspaceEntry(value);
            Entries.Add(key, entry);
        }

        SetExpiry(entry, expiresAt);
        return entry;
    }

    /// <summary>Puts a text in the place of another, whose expiry stays.</summary>
    public void SetText(string key, byte[] text) => Set(key, text, Find(key)?.ExpiresAt);

    /// <summary>Puts a collection that was made of others under a key, whatever was there; an empty one leaves nothing. Returns how many it has.</summary>
    public KeyspaceReply Store(string key, IKeyspaceCollection collection)
    {
        if (collection.Count == 0)
        {
            All.Remove(key);
        }
        else
        {
            Set(key, collection);
        }

        return KeyspaceReply.FromInteger(collection.Count);
    }

    /// <summary>Notes that a collection was changed: nothing is left of an empty one.</summary>
    public void Changed(string key)
    {
        if (Entries.TryGetValue(key, out KeyspaceEntry? entry))
        {
            entry.Version = ++_writes;
            if (entry.Value is IKeyspaceCollection { Count: 0 })
            {
                Drop(key, entry);
                Watched.NoteRemoved(key);
            }
        }
    }

    /// <summary>Changes when an entry vanishes.</summary>
    public void SetExpiry(KeyspaceEntry entry, long? expiresAt)
    {
        _expiring += (expiresAt is null ? 0 : 1) - (entry.ExpiresAt is null ? 0 : 1);
        entry.ExpiresAt = expiresAt;
        entry.Version = ++_writes;
        _earliestExpiry = Math.Min(_earliestExpiry, expiresAt ?? long.MaxValue);
    }

    /// <summary>Removes a value; says whether it was there.</summary>
    public bool Remove(string key)
    {
        if (Find(key) is not { } entry)
        {
            return false;
        }

        Drop(key, entry);
        Watched.NoteRemoved(key);
        return true;
    }

    /// <summary>Removes all values.</summary>
    public void Clear()
    {
        Entries.Clear();
        _expiring = 0;
    }

    /// <summary>Removes what has expired.</summary>
    public void Sweep()
    {
        long now = Clock.Now;
        if (now < _earliestExpiry)
        {
            return;
        }

        long earliest = long.MaxValue;
        Entries.RemoveWhere(entry =>
        {
            if (entry.ExpiresAt <= now)
            {
                _expiring--;
                return true;
            }

            earliest = Math.Min(earliest, entry.ExpiresAt ?? long.MaxValue);
            return false;
        });
        _earliestExpiry = earliest;
    }

    private void Drop(string key, KeyspaceEntry entry)
    {
        Entries.Remove(key);
        _expiring -= entry.ExpiresAt is null ? 0 : 1;
    }
}
