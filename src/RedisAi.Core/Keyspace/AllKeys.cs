namespace RedisAi.Keyspace;

/// <summary>The keys of a keyspace, whatever is under them: values of the table, and what is kept elsewhere.</summary>
internal sealed class AllKeys(KeyspaceTable table)
{
    /// <summary>How many there are.</summary>
    public long Count
    {
        get
        {
            table.Sweep();
            return table.Entries.Count + table.Others.Count;
        }
    }

    /// <summary>How many of them expire at some time.</summary>
    public long ExpiringCount
    {
        get
        {
            table.Sweep();
            return table.ExpiringCount + table.Others.ExpiringCount;
        }
    }

    public IEnumerable<string> Names
    {
        get
        {
            table.Sweep();
            return table.Entries.Entries.Select(static entry => entry.Key).Concat(table.Others.Keys);
        }
    }

    public bool Contains(string key) => TypeOf(key) is not null;

    /// <summary>What a key is, as TYPE answers; null when it is not there.</summary>
    public string? TypeOf(string key) => table.Find(key)?.Type ?? table.Others.TypeOf(key);

    /// <summary>Grows with each write to a key; not above 0 when it is not there, and less with each time that it has gone while it was watched.</summary>
    public long VersionOf(string key)
    {
        // Two counters in one: a value and what is kept elsewhere never have the same version.
        long version = table.Find(key)?.Version ?? 0;
        return version > 0 ? 2 * version : table.Others.VersionOf(key) is > 0 and long other ? (2 * other) + 1 : -table.Watched.RemovalsOf(key);
    }

    public bool Remove(string key) => table.Remove(key) | RemoveOther(key);

    public void Clear()
    {
        table.Watched.NoteCleared(Contains);
        table.Clear();
        table.Others.Clear();
    }

    /// <summary>A key by chance, each as likely as the others; null when there is none.</summary>
    public string? Random()
    {
        long count = Count;
        long place = count == 0 ? 0 : System.Random.Shared.NextInt64(count);
        if (place >= table.Entries.Count && table.Others.At(place - table.Entries.Count) is { } other)
        {
            return other;
        }

        return table.Entries.Count == 0 ? null : table.Entries.Random(System.Random.Shared).Key;
    }

    /// <summary>When a key vanishes, by the clock of the table; null for never. False when it is not there.</summary>
    public bool TryGetExpiry(string key, out long? expiresAt)
    {
        if (table.Find(key) is { } entry)
        {
            expiresAt = entry.ExpiresAt;
            return true;
        }

        expiresAt = table.Others.TimeToLive(key) is { } left ? table.Clock.Now + (long)left.TotalMilliseconds : null;
        return expiresAt is not null || table.Others.TypeOf(key) is not null;
    }

    /// <summary>Changes when a key that is there vanishes, which may be at once.</summary>
    public void SetExpiry(string key, long? expiresAt)
    {
        long? left = expiresAt - table.Clock.Now;
        if (left <= 0)
        {
            Remove(key);
        }
        else if (table.Find(key) is { } entry)
        {
            table.SetExpiry(entry, expiresAt);
        }
        else
        {
            table.Others.SetTimeToLive(key, left is { } some ? TimeSpan.FromMilliseconds(Math.Min(some, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)) : null);
        }
    }

    /// <summary>Gives a key that is there another name, whatever had it before.</summary>
    /// <exception cref="KeyspaceException">What it is cannot be renamed.</exception>
    public void Rename(string key, string name)
    {
        if (table.Find(key) is { } entry)
        {
            table.Remove(key);
            table.Set(name, entry.Value, entry.ExpiresAt);
            return;
        }

        // Nothing is lost when it cannot be renamed, and says so.
        if (table.Others.CanRename(key))
        {
            table.Others.Remove(name);
        }

        table.Others.Rename(key, name);
        table.Watched.NoteRemoved(key);
        table.Remove(name);
    }

    private bool RemoveOther(string key)
    {
        bool removed = table.Others.Remove(key);
        if (removed)
        {
            table.Watched.NoteRemoved(key);
        }

        return removed;
    }
}
