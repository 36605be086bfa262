using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Store;

/// <summary>Part of a store's keys: readers take no lock, writers one.</summary>
/// <remarks>
/// <see cref="_sequence"/> is odd while a writer is at work (a seqlock): a reader that sees it odd, or changed after reading, forgets
/// what it read and starts over; a reference that it took on a tensor it gives back. One shard for the whole store would make each
/// writer disturb every reader; 64 of them do not.
/// </remarks>
internal sealed partial class StoreShard(StoreClock clock, bool evicts, bool isDurable = false)
{
    private readonly Lock _lock = new();

    // Written under _lock between BeginWrite and EndWrite, read without it.
    private readonly EntryTable _entries = new();
    private int _sequence;

    // Guarded by _lock.
    private long _version;
    private long _earliestExpiry = long.MaxValue;
    private int _expiring;

    public int Count => _entries.Count;

    /// <summary>How many entries expire at some time; those that have, and were not removed yet, among them.</summary>
    public int ExpiringCount => Volatile.Read(ref _expiring);

    /// <summary>No entry expires before this timestamp.</summary>
    public long EarliestExpiry => Volatile.Read(ref _earliestExpiry);

    /// <summary>Takes the lock, so that several shards change at one moment; members may be called meanwhile.</summary>
    public void Enter() => _lock.Enter();

    public void Exit() => _lock.Exit();

    /// <summary>The entry of a key, or null when it is absent or expired; for who has the lock.</summary>
    public StoreEntry? Find(ReadOnlySpan<char> key, int hash) => _entries.Find(key, hash) is { } entry && IsLive(entry) ? entry : null;

    /// <summary>Puts a value under a key.</summary>
    /// <param name="key">The key; kept if it is new.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="value">The value; its reference becomes the entry's if this returns true.</param>
    /// <param name="expiresAt">When it expires; 0 for never.</param>
    /// <param name="expectedVersion">The version that the entry must have, 0 for an absent one; null to write in any case.</param>
    /// <param name="replaced">What was there, with its reference, or an empty value.</param>
    /// <returns>False when the version is another: nothing was changed.</returns>
    public bool Set(string key, int hash, TensorValue value, long expiresAt, long? expectedVersion, out TensorValue replaced)
    {
        lock (_lock)
        {
            StoreEntry? entry = _entries.Find(key, hash);
            if (expectedVersion is { } expected && expected != VersionOf(entry))
            {
                replaced = default;
                return false;
            }

            replaced = Put(entry, key, hash, value, expiresAt);
            return true;
        }
    }

    /// <summary>Puts a value under a key as <see cref="Set"/> does, unless somebody has written to it since it had a version; one that is absent by now counts as not written to.</summary>
    public bool SetIfUnchanged(string key, int hash, TensorValue value, long expiresAt, long? readVersion, out TensorValue replaced)
    {
        lock (_lock)
        {
            StoreEntry? entry = _entries.Find(key, hash);
            if (readVersion is { } read && VersionOf(entry) is not 0 and { } present && present != read)
            {
                replaced = default;
                return false;
            }

            replaced = Put(entry, key, hash, value, expiresAt);
            return true;
        }
    }

    /// <summary>Puts a value, for good, under a key that is there already.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="value">The value; its reference becomes the entry's if this returns true.</param>
    /// <param name="replaced">What was there, with its reference, or an empty value.</param>
    /// <returns>False when the key is absent or has expired: nothing was changed.</returns>
    public bool TryReplace(ReadOnlySpan<char> key, int hash, TensorValue value, out TensorValue replaced)
    {
        lock (_lock)
        {
            StoreEntry? entry = _entries.Find(key, hash);
            replaced = default;
            if (!IsLive(entry))
            {
                return false;
            }

            MakeRoomForChange();
            replaced = Replace(entry!, value, expiresAt: 0);
            NoteChange(entry!, keepsValue: false);
            return true;
        }
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="removed">What was there, with its reference, or an empty value.</param>
    /// <returns>Whether the key was there and had not expired.</returns>
    public bool Remove(ReadOnlySpan<char> key, int hash, out TensorValue removed)
    {
        lock (_lock)
        {
            removed = default;
            if (_entries.Find(key, hash) is not { } entry)
            {
                return false;
            }

            bool live = IsLive(entry);
            removed = RemoveEntry(entry);
            return live;
        }
    }

    /// <summary>Removes a key if it refers to this memory.</summary>
    public bool RemoveIfHolding(ReadOnlySpan<char> key, int hash, TensorBuffer buffer, out TensorValue removed)
    {
        lock (_lock)
        {
            bool holds = _entries.Find(key, hash)?.Buffer == buffer;
            removed = holds ? RemoveEntry(_entries.Find(key, hash)!) : default;
            return holds;
        }
    }

    /// <summary>Reads when a key expires, 0 for never.</summary>
    public bool TryGetExpiry(ReadOnlySpan<char> key, int hash, out long expiresAt)
    {
        lock (_lock)
        {
            StoreEntry? entry = _entries.Find(key, hash);
            bool live = IsLive(entry);
            expiresAt = live ? entry!.ExpiresAt : 0;
            return live;
        }
    }

    /// <summary>Changes when a key expires; neither its version nor its place among the recently used changes.</summary>
    public bool SetExpiry(ReadOnlySpan<char> key, int hash, long expiresAt)
    {
        lock (_lock)
        {
            StoreEntry? entry = _entries.Find(key, hash);
            if (!IsLive(entry))
            {
                return false;
            }

            MakeRoomForChange();
            BeginWrite();
            SetExpiry(entry!, expiresAt);
            EndWrite();
            NoteChange(entry!, keepsValue: true);
            NoteExpiry(expiresAt);
            return true;
        }
    }

    /// <summary>Whether a key has a version at this moment; 0 is that of an absent one.</summary>
    public bool HasVersion(ReadOnlySpan<char> key, int hash, long version)
    {
        lock (_lock)
        {
            return VersionOf(_entries.Find(key, hash)) == version;
        }
    }

    /// <summary>Whether nobody has written to a key since it had a version; one that is absent by now, for whatever reason, counts as not written to.</summary>
    public bool IsUnchanged(ReadOnlySpan<char> key, int hash, long version)
    {
        lock (_lock)
        {
            return VersionOf(_entries.Find(key, hash)) is var present && (present == 0 || present == version);
        }
    }

    /// <summary>The bytes that writing to a key would give back: none when another key shares its memory.</summary>
    public long SoleBytes(ReadOnlySpan<char> key, int hash)
    {
        lock (_lock)
        {
            return _entries.Find(key, hash)?.Buffer is { HasOneKey: true } buffer ? buffer.ChargedBytes : 0;
        }
    }

    /// <summary>Calls a function for each entry that has not expired, under the lock: it must be short and must not call back.</summary>
    public void ForEach<TState>(TState state, StoreVisitor<TState> visit)
    {
        lock (_lock)
        {
            long now = clock.Now;
            for (int bucket = 0; bucket < _entries.BucketCount; bucket++)
            {
                for (StoreEntry? entry = _entries.First(bucket); entry is not null; entry = entry.Next)
                {
                    if (!entry.IsExpired(now))
                    {
                        visit(state, entry);
                    }
                }
            }
        }
    }

    /// <summary>Removes what has expired, or everything, and adds it, with its references, to a list.</summary>
    public void Sweep(List<TensorValue> removed, bool everything = false)
    {
        lock (_lock)
        {
            long now = clock.Now;
            long earliest = long.MaxValue;
            for (int bucket = 0; bucket < _entries.BucketCount; bucket++)
            {
                for (StoreEntry? entry = _entries.First(bucket); entry is not null; entry = entry.Next)
                {
                    if (everything || entry.IsExpired(now))
                    {
                        removed.Add(RemoveEntry(entry));
                    }
                    else if (entry.ExpiresAt != 0)
                    {
                        earliest = Math.Min(earliest, entry.ExpiresAt);
                    }
                }
            }

            Volatile.Write(ref _earliestExpiry, earliest);
        }
    }

    /// <summary>Finds the entry that was used longest ago among some that follow a random place; expired ones count as oldest. Only where entries are evicted.</summary>
    /// <param name="random">A random number.</param>
    /// <param name="samples">How many entries to look at.</param>
    /// <param name="now">The coarse time.</param>
    /// <param name="age">How long ago the entry was used, in milliseconds.</param>
    /// <returns>The entry, or null when the shard is empty.</returns>
    public StoreEntry? FindOldest(uint random, int samples, uint now, out uint age)
    {
        lock (_lock)
        {
            if (isDurable)
            {
                return FindOldestWarm(random, samples, now, out age);
            }

            (age, StoreEntry? oldest) = (0, null);
            int seen = 0;
            int start = (int)(random % (uint)_entries.BucketCount);
            for (int step = 0; step < _entries.BucketCount && seen < samples; step++)
            {
                for (StoreEntry? entry = _entries.First((start + step) % _entries.BucketCount); entry is not null; entry = entry.Next)
                {
                    seen++;
                    uint candidate = IsLive(entry) ? now - ((EvictableEntry)entry).LastAccess : uint.MaxValue;
                    if (oldest is null || candidate > age)
                    {
                        (age, oldest) = (candidate, entry);
                    }
                }
            }

            return oldest;
        }
    }

    private bool IsLive(StoreEntry? entry) => entry is not null && (entry.ExpiresAt == 0 || !entry.IsExpired(clock.Now));

    private long VersionOf(StoreEntry? entry) => IsLive(entry) ? entry!.Version : 0;

    private StoreEntry Filled(StoreEntry entry, TensorValue value, long expiresAt)
    {
        entry.Value = value;
        entry.Version = ++_version;
        SetExpiry(entry, expiresAt);
        NoteAccess(entry);
        return entry;
    }

    private void SetExpiry(StoreEntry entry, long expiresAt)
    {
        _expiring += (expiresAt != 0 ? 1 : 0) - (entry.ExpiresAt != 0 ? 1 : 0);
        entry.ExpiresAt = expiresAt;
    }

    private void NoteAccess(StoreEntry entry)
    {
        if (evicts)
        {
            ((EvictableEntry)entry).LastAccess = clock.CoarseNow;
        }
    }

    /// <summary>Fills an entry, or a new one; returns what was there, or an empty value. When it throws nothing has changed.</summary>
    private TensorValue Put(StoreEntry? entry, string key, int hash, TensorValue value, long expiresAt)
    {
        // What can fail comes first: whoever writes gives the value up then.
        MakeRoomForChange();
        TensorValue replaced = default;
        if (entry is null)
        {
            StoreEntry?[]? larger = LargerTable();
            entry = Filled(NewEntry(key, hash), value, expiresAt);
            AddEntry(entry, larger);
        }
        else
        {
            replaced = Replace(entry, value, expiresAt);
        }

        NoteChange(entry, keepsValue: false);
        NoteExpiry(expiresAt);
        return replaced;
    }

    private StoreEntry NewEntry(string key, int hash) =>
        isDurable ? new DurableEntry(key, hash) : evicts ? new EvictableEntry(key, hash) : new StoreEntry(key, hash);

    private TensorValue Replace(StoreEntry entry, TensorValue value, long expiresAt)
    {
        TensorValue replaced = entry.Value;
        BeginWrite();
        Filled(entry, value, expiresAt);
        EndWrite();
        return replaced;
    }

    /// <summary>Where the entries go before another is added; null when there is room where they are.</summary>
    private StoreEntry?[]? LargerTable() => _entries.IsFull ? new StoreEntry?[_entries.BucketCount * 2] : null;

    private void AddEntry(StoreEntry entry, StoreEntry?[]? larger)
    {
        // Nothing between BeginWrite and EndWrite may fail: a sequence that stays odd would lock every reader out.
        BeginWrite();
        if (larger is not null)
        {
            _entries.MoveTo(larger);
        }

        _entries.Add(entry);
        EndWrite();
    }

    private TensorValue RemoveEntry(StoreEntry entry)
    {
        MakeRoomForChange();
        BeginWrite();
        _entries.Remove(entry);
        EndWrite();
        _expiring -= entry.ExpiresAt != 0 ? 1 : 0;
        NoteRemoval(entry);
        return entry.Value;
    }

    private void NoteExpiry(long expiresAt)
    {
        if (expiresAt != 0 && expiresAt < _earliestExpiry)
        {
            Volatile.Write(ref _earliestExpiry, expiresAt);
        }
    }

    /// <summary>Makes the sequence odd. The full fence keeps the writes that follow from being seen before it.</summary>
    private void BeginWrite() => Interlocked.Increment(ref _sequence);

    private void EndWrite() => Volatile.Write(ref _sequence, _sequence + 1);
}
