using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RedisAi.Backends;

namespace RedisAi.Store;

/// <summary>A hash table over part of a store's keys: readers take no lock, writers one.</summary>
/// <remarks>
/// <para>Entries lie in pages that never move, linked by number into buckets. <see cref="_sequence"/> is odd while a writer is at work
/// (a seqlock): a reader that sees it odd, or changed after reading, forgets what it read and starts over. What it read meanwhile may
/// be nonsense, so it checks every number before it follows it, and a reference that it took on a tensor it gives back.</para>
/// <para>One table for the whole store would make each writer disturb every reader; 64 of them do not.</para>
/// </remarks>
internal sealed class StoreShard
{
    private const int PageBits = 6;
    private const int PageSize = 1 << PageBits;
    private const int MaxRacySteps = 64;
    private const int MaxAttempts = 16;

    private readonly Lock _lock = new();
    private readonly bool _tracksAccess;
    private readonly StoreClock _clock;

    // Written under _lock between BeginWrite and EndWrite, read without it.
    private int _sequence;
    private int[] _buckets = new int[16];
    private StoreEntry[]?[] _pages = [];

    // Guarded by _lock.
    private int _used;
    private int _freeList;
    private int _count;
    private long _version;
    private long _earliestExpiry = long.MaxValue;

    public StoreShard(StoreClock clock, bool tracksAccess)
    {
        _clock = clock;
        _tracksAccess = tracksAccess;
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>No entry expires before this timestamp.</summary>
    public long EarliestExpiry => Volatile.Read(ref _earliestExpiry);

    /// <summary>Finds a key and takes a reference on its tensor.</summary>
    /// <returns>False when the key is absent or expired.</returns>
    public bool TryGet(ReadOnlySpan<char> key, int hash, out TensorValue value, out long version)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            int sequence = Volatile.Read(ref _sequence);
            if ((sequence & 1) != 0)
            {
                Thread.SpinWait(4 << attempt);
                continue;
            }

            bool found = false;
            value = default;
            version = 0;
            ref StoreEntry entry = ref FindRacy(key, hash, out bool gaveUp);
            if (!Unsafe.IsNullRef(ref entry))
            {
                found = TryRead(ref entry, out value, out version, out bool torn);
                gaveUp |= torn;
            }

            Volatile.ReadBarrier();
            if (!gaveUp && _sequence == sequence)
            {
                return found;
            }

            if (found)
            {
                value.Release();
            }
        }

        // Writers have been faster than this reader for a while.
        lock (_lock)
        {
            ref StoreEntry entry = ref Find(key, hash);
            value = default;
            version = 0;
            return !Unsafe.IsNullRef(ref entry) && TryRead(ref entry, out value, out version, out _);
        }
    }

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
            replaced = default;
            ref StoreEntry entry = ref Find(key, hash);
            if (expectedVersion is { } expected && expected != CurrentVersion(ref entry))
            {
                return false;
            }

            if (Unsafe.IsNullRef(ref entry))
            {
                Reserve();
                BeginWrite();
                entry = ref Add(key, hash);
            }
            else
            {
                replaced = entry.Value;
                BeginWrite();
            }

            entry.SetValue(value);
            entry.Version = ++_version;
            entry.ExpiresAt = expiresAt;
            entry.LastAccess = _tracksAccess ? _clock.CoarseNow : 0;
            EndWrite();
            NoteExpiry(expiresAt);
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
            ref StoreEntry entry = ref Find(key, hash);
            if (Unsafe.IsNullRef(ref entry))
            {
                return false;
            }

            bool expired = IsExpired(ref entry);
            removed = Unlink(ref entry);
            return !expired;
        }
    }

    /// <summary>Reads when a key expires, 0 for never.</summary>
    public bool TryGetExpiry(ReadOnlySpan<char> key, int hash, out long expiresAt)
    {
        lock (_lock)
        {
            ref StoreEntry entry = ref Find(key, hash);
            bool found = !Unsafe.IsNullRef(ref entry) && !IsExpired(ref entry);
            expiresAt = found ? entry.ExpiresAt : 0;
            return found;
        }
    }

    /// <summary>Changes when a key expires; neither its version nor its place among the recently used changes.</summary>
    public bool SetExpiry(ReadOnlySpan<char> key, int hash, long expiresAt)
    {
        lock (_lock)
        {
            ref StoreEntry entry = ref Find(key, hash);
            if (Unsafe.IsNullRef(ref entry) || IsExpired(ref entry))
            {
                return false;
            }

            BeginWrite();
            entry.ExpiresAt = expiresAt;
            EndWrite();
            NoteExpiry(expiresAt);
            return true;
        }
    }

    /// <summary>Whether a key has a version at this moment; 0 is that of an absent one.</summary>
    public bool HasVersion(ReadOnlySpan<char> key, int hash, long version)
    {
        lock (_lock)
        {
            return CurrentVersion(ref Find(key, hash)) == version;
        }
    }

    /// <summary>The bytes that writing to a key would give back: none when another key shares its memory.</summary>
    public long SoleBytes(ReadOnlySpan<char> key, int hash)
    {
        lock (_lock)
        {
            ref StoreEntry entry = ref Find(key, hash);
            return !Unsafe.IsNullRef(ref entry) && entry.Buffer!.HasOneKey ? entry.Buffer.ChargedBytes : 0;
        }
    }

    /// <summary>Calls a function for each entry that has not expired, under the lock: it must be short and must not call back.</summary>
    public void ForEach<TState>(TState state, StoreVisitor<TState> visit)
    {
        lock (_lock)
        {
            long now = _clock.Now;
            for (int number = 1; number <= _used; number++)
            {
                ref StoreEntry entry = ref EntryAt(number);
                if (entry.Key is not null && !entry.IsExpired(now))
                {
                    visit(state, in entry);
                }
            }
        }
    }

    /// <summary>Removes what has expired and adds it, with its references, to a list.</summary>
    public void Sweep(List<TensorValue> removed)
    {
        lock (_lock)
        {
            long now = _clock.Now;
            long earliest = long.MaxValue;
            for (int number = 1; number <= _used; number++)
            {
                ref StoreEntry entry = ref EntryAt(number);
                if (entry.Key is null || entry.ExpiresAt == 0)
                {
                    continue;
                }

                if (entry.ExpiresAt <= now)
                {
                    removed.Add(Unlink(ref entry));
                }
                else
                {
                    earliest = Math.Min(earliest, entry.ExpiresAt);
                }
            }

            Volatile.Write(ref _earliestExpiry, earliest);
        }
    }

    /// <summary>Removes everything; each value is given up outside the lock.</summary>
    public void Clear(Func<TensorValue, long> forget)
    {
        List<TensorValue> removed = [];
        lock (_lock)
        {
            for (int number = 1; number <= _used; number++)
            {
                ref StoreEntry entry = ref EntryAt(number);
                if (entry.Key is not null)
                {
                    removed.Add(Unlink(ref entry));
                }
            }
        }

        removed.ForEach(value => forget(value));
    }

    /// <summary>Finds the entry that was used longest ago among some that follow a random place; expired ones count as oldest.</summary>
    /// <param name="random">A random number.</param>
    /// <param name="samples">How many entries to look at.</param>
    /// <param name="now">The coarse time.</param>
    /// <param name="age">How long ago the entry was used, in milliseconds.</param>
    /// <param name="key">Its key.</param>
    /// <returns>Whether the shard has an entry.</returns>
    public bool TryFindOldest(uint random, int samples, uint now, out uint age, out string? key)
    {
        lock (_lock)
        {
            (age, key) = (0, null);
            if (_count == 0)
            {
                return false;
            }

            int number = (int)(random % (uint)_used);
            for (int seen = 0, steps = 0; seen < samples && steps < _used; steps++, number = (number + 1) % _used)
            {
                ref StoreEntry entry = ref EntryAt(number + 1);
                if (entry.Key is null)
                {
                    continue;
                }

                seen++;
                uint candidate = IsExpired(ref entry) ? uint.MaxValue : now - entry.LastAccess;
                if (key is null || candidate > age)
                {
                    (age, key) = (candidate, entry.Key);
                }
            }

            return true;
        }
    }

    private bool TryRead(ref StoreEntry entry, out TensorValue value, out long version, out bool torn)
    {
        value = default;
        version = 0;
        torn = false;
        if (IsExpired(ref entry))
        {
            return false;
        }

        if (entry.Buffer is not { } buffer || entry.Shape is not { } shape || !buffer.TryAddReference())
        {
            torn = true;
            return false;
        }

        value = new TensorValue(buffer, entry.DataType, shape, entry.ByteOffset);
        version = entry.Version;
        if (_tracksAccess)
        {
            // A racing writer may have given the entry to another key by now; then that one looks younger than it is.
            entry.LastAccess = _clock.CoarseNow;
        }

        return true;
    }

    private bool IsExpired(ref StoreEntry entry) => entry.ExpiresAt != 0 && entry.IsExpired(_clock.Now);

    private long CurrentVersion(ref StoreEntry entry) => Unsafe.IsNullRef(ref entry) || IsExpired(ref entry) ? 0 : entry.Version;

    /// <summary>Finds a key without the lock. Numbers may be nonsense: each is checked, and the steps are counted lest they go in a circle.</summary>
    private ref StoreEntry FindRacy(ReadOnlySpan<char> key, int hash, out bool gaveUp)
    {
        int[] buckets = _buckets;
        int number = buckets[hash & (buckets.Length - 1)];
        for (int steps = 0; number != 0; steps++)
        {
            StoreEntry[]?[] pages = _pages;
            uint page = (uint)(number - 1) >> PageBits;
            if (steps == MaxRacySteps || page >= (uint)pages.Length || pages[page] is not { } entries)
            {
                gaveUp = true;
                return ref Unsafe.NullRef<StoreEntry>();
            }

            // Not entries[…]: the check of its bounds would touch a cache line of its own (6 ns of 60 at a million keys).
            ref StoreEntry entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(entries), (number - 1) & (PageSize - 1));
            if (entry.Hash == hash && entry.Key is { } candidate && key.SequenceEqual(candidate))
            {
                gaveUp = false;
                return ref entry;
            }

            number = entry.Next;
        }

        gaveUp = false;
        return ref Unsafe.NullRef<StoreEntry>();
    }

    private ref StoreEntry Find(ReadOnlySpan<char> key, int hash)
    {
        int number = _buckets[hash & (_buckets.Length - 1)];
        while (number != 0)
        {
            ref StoreEntry entry = ref EntryAt(number);
            if (entry.Hash == hash && key.SequenceEqual(entry.Key))
            {
                return ref entry;
            }

            number = entry.Next;
        }

        return ref Unsafe.NullRef<StoreEntry>();
    }

    private ref StoreEntry EntryAt(int number) => ref _pages[(number - 1) >> PageBits]![(number - 1) & (PageSize - 1)];

    /// <summary>Makes room for one more entry, so that nothing can fail between BeginWrite and EndWrite.</summary>
    private void Reserve()
    {
        if (_freeList == 0 && _used == _pages.Length * PageSize)
        {
            StoreEntry[]?[] pages = _pages;
            Array.Resize(ref pages, Math.Max(1, pages.Length + Math.Max(1, pages.Length / 8)));
            for (int i = _pages.Length; i < pages.Length; i++)
            {
                pages[i] = new StoreEntry[PageSize];
            }

            Volatile.Write(ref _pages, pages);
        }

        if (_count == _buckets.Length)
        {
            Rehash(new int[_buckets.Length * 2]);
        }
    }

    private void Rehash(int[] buckets)
    {
        BeginWrite();
        for (int number = 1; number <= _used; number++)
        {
            ref StoreEntry entry = ref EntryAt(number);
            if (entry.Key is not null)
            {
                ref int bucket = ref buckets[entry.Hash & (buckets.Length - 1)];
                entry.Next = bucket;
                bucket = number;
            }
        }

        _buckets = buckets;
        EndWrite();
    }

    private ref StoreEntry Add(string key, int hash)
    {
        int number = _freeList != 0 ? _freeList : ++_used;
        ref StoreEntry entry = ref EntryAt(number);
        if (number == _freeList)
        {
            _freeList = entry.Next;
        }

        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        entry.Key = key;
        entry.Hash = hash;
        entry.Next = bucket;
        bucket = number;
        Volatile.Write(ref _count, _count + 1);
        return ref entry;
    }

    private TensorValue Unlink(ref StoreEntry entry)
    {
        TensorValue value = entry.Value;
        BeginWrite();
        ref int link = ref _buckets[entry.Hash & (_buckets.Length - 1)];
        while (!Unsafe.AreSame(ref EntryAt(link), ref entry))
        {
            link = ref EntryAt(link).Next;
        }

        int number = link;
        link = entry.Next;
        entry = default;
        entry.Next = _freeList;
        _freeList = number;
        Volatile.Write(ref _count, _count - 1);
        EndWrite();
        return value;
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
