using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Tensors.Formats;

namespace RedisAi.Store;

/// <summary>The tensor store of a process: a hash table in parts, a budget, expiry.</summary>
internal sealed partial class MemoryTensorStore : ITensorStore, IDisposable
{
    private const int ShardBits = 6;
    private const int ShardCount = 1 << ShardBits;

    private const int MaxEmptyAttempts = 1000;

    private static int s_lastId;

    private readonly StoreShard[] _shards = new StoreShard[ShardCount];
    private readonly int _id = Interlocked.Increment(ref s_lastId);
    private readonly StoreBudget _budget;
    private readonly StoreClock _clock;
    private readonly StoreSweeper _sweeper;
    private readonly StoreEvictor? _evictor;
    private readonly EngineMetrics _metrics;
    private readonly Lock _lock = new();

    /// <summary>The cuts that are being taken; replaced under the lock.</summary>
    private volatile StoreCut[] _cuts = [];

    public MemoryTensorStore(TensorStoreOptions options, TimeProvider time, EngineMetrics metrics, int seed)
    {
        bool evicts = options is { MaxBytes: not null, Eviction: TensorEviction.LeastRecentlyUsed };
        _clock = new StoreClock(time);
        _budget = new StoreBudget(options.MaxBytes);
        _metrics = metrics;
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new StoreShard(_clock, evicts);
        }

        _sweeper = new StoreSweeper(_clock, _shards, Forget);
        _evictor = evicts ? new StoreEvictor(_clock, _shards, seed, EvictKey) : null;
    }

    public long Count
    {
        get
        {
            _sweeper.SweepDue();
            return _shards.Sum(static shard => (long)shard.Count);
        }
    }

    public long ByteLength
    {
        get
        {
            _sweeper.SweepDue();
            return _budget.Used;
        }
    }

    public AiTensor? Get(ReadOnlySpan<char> key) => Get(key, out _);

    public AiTensor? Get(ReadOnlySpan<char> key, out long version)
    {
        int hash = KeyHash.Of(key);
        return ShardOf(hash).Get(key, hash, out version);
    }

    /// <summary>Gets a tensor without making a handle.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor with one reference, the caller's, if this returns true.</param>
    public bool TryGetValue(ReadOnlySpan<char> key, out TensorValue value)
    {
        int hash = KeyHash.Of(key);
        return ShardOf(hash).TryGetValue(key, hash, out value, out _);
    }

    public bool Contains(ReadOnlySpan<char> key)
    {
        int hash = KeyHash.Of(key);
        return ShardOf(hash).TryGetExpiry(key, hash, out _);
    }

    public void Set(string key, AiTensor tensor, TimeSpan? timeToLive = null) => Write(key, tensor, timeToLive, expectedVersion: null);

    public bool TryUpdate(string key, AiTensor tensor, long expectedVersion, TimeSpan? timeToLive = null) =>
        Write(key, tensor, timeToLive, expectedVersion);

    public void SetAll(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null)
    {
        PendingWrite[] writes = new PendingWrite[entries.Length];
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i] = new PendingWrite(entries[i].Key, entries[i].Value, _clock.ExpiryOf(timeToLive));
        }

        WriteAll(writes, inOneStep: false);
    }

    /// <summary>Puts several tensors under their keys, each with its time to live: all of them, or none when they do not fit. A file that is saved meanwhile has all of them, too, or none.</summary>
    /// <param name="entries">What is written; a key that comes twice gets the later one.</param>
    /// <exception cref="TensorStoreFullException">Together they do not fit into the budget. Nothing was changed.</exception>
    public void SetInOneStep(ReadOnlySpan<StoreWrite> entries)
    {
        PendingWrite[] writes = new PendingWrite[entries.Length];
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i] = new PendingWrite(entries[i].Key, entries[i].Tensor, _clock.ExpiryOf(entries[i].TimeToLive));
        }

        WriteAll(writes, inOneStep: true);
    }

    public bool Remove(ReadOnlySpan<char> key)
    {
        int hash = KeyHash.Of(key);
        bool present = ShardOf(hash).Remove(key, hash, out TensorValue removed);
        Forget(removed);
        return present;
    }

    public TimeSpan? GetTimeToLive(ReadOnlySpan<char> key)
    {
        int hash = KeyHash.Of(key);
        return ShardOf(hash).TryGetExpiry(key, hash, out long expiresAt) && expiresAt != 0 ? _clock.Left(expiresAt) : null;
    }

    public bool SetTimeToLive(ReadOnlySpan<char> key, TimeSpan? timeToLive)
    {
        long expiresAt = _clock.ExpiryOf(timeToLive);
        int hash = KeyHash.Of(key);
        bool found = ShardOf(hash).SetExpiry(key, hash, expiresAt);
        _sweeper.Arm(expiresAt);
        return found;
    }

    public IEnumerable<string> Keys(string pattern = "*")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        List<string> keys = [];
        foreach (StoreShard shard in _shards)
        {
            int first = keys.Count;
            shard.ForEach(keys, static (list, entry) => list.Add(entry.Key));

            // Matched outside the lock: a pattern may be slow, and is the caller's.
            if (pattern != "*")
            {
                int kept = first;
                for (int i = first; i < keys.Count; i++)
                {
                    if (GlobPattern.IsMatch(pattern, keys[i]))
                    {
                        keys[kept++] = keys[i];
                    }
                }

                keys.RemoveRange(kept, keys.Count - kept);
            }
        }

        return keys;
    }

    public Task SaveAsync(string path, string pattern = "*", CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(pattern);
        return StoreSnapshot.SaveAsync(Cut(pattern), path, cancellationToken);
    }

    public async Task<int> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        using StoreSnapshot snapshot = await StoreSnapshot.LoadAsync(path, _clock, cancellationToken).ConfigureAwait(false);
        WriteAll(snapshot.Writes, inOneStep: false);
        return snapshot.Writes.Length;
    }

    public void Dispose()
    {
        _sweeper.Dispose();
        List<TensorValue> removed = [];
        foreach (StoreShard shard in _shards)
        {
            shard.Sweep(removed, everything: true);
        }

        removed.ForEach(value => Forget(value));
    }

    private StoreShard ShardOf(int hash) => _shards[IndexOf(hash)];

    private static int IndexOf(int hash) => (int)((uint)hash >> (32 - ShardBits));

    /// <summary>Takes the entries that match a pattern, with references.</summary>
    private List<StoredTensor> Cut(string pattern)
    {
        StoreCut cut = new(_clock, pattern);
        lock (_lock)
        {
            _cuts = [.. _cuts, cut];
        }

        try
        {
            return cut.Take(_shards);
        }
        finally
        {
            lock (_lock)
            {
                _cuts = [.. _cuts.Where(other => other != cut)];
            }

            cut.Dispose();
        }
    }

    private bool Write(string key, AiTensor tensor, TimeSpan? timeToLive, long? expectedVersion)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(tensor);
        PendingWrite write = new(key, tensor, _clock.ExpiryOf(timeToLive));
        int hash = KeyHash.Of(key);
        if (_budget.IsLimited && expectedVersion is { } expected && !ShardOf(hash).HasVersion(key, hash, expected))
        {
            // No room is made, and none is missing, for what would not be written.
            return false;
        }

        TensorValue value = StoreValue.Acquire(tensor, _id, out bool first);
        long credit = first ? ReserveOrForget(value, write) : 0;

        bool written = ShardOf(hash).Set(key, hash, value, write.ExpiresAt, expectedVersion, out TensorValue replaced);
        bool wasAbsent = replaced.IsEmpty;
        long shortfall = credit - Forget(written ? replaced : value);
        if (written && shortfall > 0 && wasAbsent && _evictor is null && TryTakeBack(key, hash, value))
        {
            throw _budget.Full(value.Buffer.ChargedBytes, evicts: false);
        }

        MakeUp(shortfall);
        _sweeper.Arm(write.ExpiresAt);
        return written;
    }

    /// <summary>
    /// Removes what was just written to a store that refuses what does not fit, if it holds too much: the write counted on the bytes of what it was to replace, somebody
    /// else removed that in between, and a third one used the bytes. It is as though the removal had come first.
    /// </summary>
    private bool TryTakeBack(string key, int hash, in TensorValue value)
    {
        if (_budget.Excess == 0 || !ShardOf(hash).RemoveIfHolding(key, hash, value.Buffer, out TensorValue removed))
        {
            return false;
        }

        Forget(removed);
        return true;
    }

    /// <summary>Writes all of them, or none when they do not fit: the bytes are reserved before the first is written.</summary>
    /// <param name="all">What is written.</param>
    /// <param name="inOneStep">Whether other writers, and files that are saved, must not come in between: all shards wait then, so not for thousands.</param>
    private void WriteAll(ReadOnlySpan<PendingWrite> all, bool inOneStep)
    {
        PendingWrite[] writes = PendingWrite.KeepLastOfEachKey(all);
        TensorValue[] values = new TensorValue[writes.Length];
        int acquired = 0;
        long bytes = 0;
        long credit = 0;
        bool reserved = false;
        try
        {
            foreach (PendingWrite write in writes)
            {
                values[acquired] = StoreValue.Acquire(write.Tensor, _id, out bool first);
                bytes += first ? values[acquired].Buffer.ChargedBytes : 0;
                acquired++;
            }

            credit = Reserve(bytes, total: _budget.IsLimited ? DistinctBytes(values) : 0, writes);
            reserved = true;
        }
        finally
        {
            if (!reserved)
            {
                // Counted after all, so that forgetting them comes out even, whoever else shares their memory by now.
                _budget.Add(bytes);
                foreach (TensorValue value in values.AsSpan(0, acquired))
                {
                    Forget(value);
                }
            }
        }

        PutAll(writes, values, inOneStep);
        for (int i = 0; i < values.Length; i++)
        {
            credit -= Forget(values[i]);
            _sweeper.Arm(writes[i].ExpiresAt);
        }

        MakeUp(credit);
    }

    /// <summary>Puts values under their keys.</summary>
    /// <param name="writes">The keys.</param>
    /// <param name="values">The values; then what was there before.</param>
    /// <param name="inOneStep">Whether under the locks of all their shards.</param>
    private void PutAll(PendingWrite[] writes, TensorValue[] values, bool inOneStep)
    {
        ulong shards = 0;
        foreach (PendingWrite write in inOneStep ? writes : [])
        {
            shards |= 1UL << IndexOf(KeyHash.Of(write.Key));
        }

        EnterAll(shards);
        try
        {
            foreach (PendingWrite write in inOneStep ? writes : [])
            {
                KeepForCuts(write.Key, shards);
            }

            for (int i = 0; i < values.Length; i++)
            {
                int hash = KeyHash.Of(writes[i].Key);
                ShardOf(hash).Set(writes[i].Key, hash, values[i], writes[i].ExpiresAt, expectedVersion: null, out values[i]);
            }
        }
        finally
        {
            ExitAll(shards);
        }
    }

    private static long DistinctBytes(TensorValue[] values) =>
        values.Select(static value => value.Buffer).Distinct().Sum(static buffer => buffer.ChargedBytes);

    private long ReserveOrForget(TensorValue value, in PendingWrite write)
    {
        long bytes = value.Buffer.ChargedBytes;
        try
        {
            return Reserve(bytes, total: bytes, new ReadOnlySpan<PendingWrite>(in write));
        }
        catch
        {
            // Counted after all, so that forgetting it comes out even, whoever else shares its memory by now.
            _budget.Add(bytes);
            Forget(value);
            throw;
        }
    }

    /// <summary>Reserves bytes, after making room for them if there is none.</summary>
    /// <param name="bytes">What the writes add.</param>
    /// <param name="total">What the store must hold at once when they are done: nothing is evicted for what can never fit.</param>
    /// <param name="writes">The writes, which will give back what they replace.</param>
    /// <returns>How many of the bytes that the writes will give back were counted on.</returns>
    /// <exception cref="TensorStoreFullException">There is no room to be made.</exception>
    private long Reserve(long bytes, long total, ReadOnlySpan<PendingWrite> writes)
    {
        if (_budget.TryReserve(bytes, credit: 0, out _))
        {
            return 0;
        }

        // What the writes give back is looked up each time: it may be what was evicted.
        // An empty store that is full has reserved all for writes that other threads are about to finish.
        long credit;
        int attempts = 0;
        while (!_budget.TryReserve(bytes, credit = Replaced(writes), out long missing))
        {
            if (_sweeper.SweepDue() > 0)
            {
                continue;
            }

            if (_evictor is null || !_budget.CanHold(total) || (!_evictor.TryFree(missing) && attempts++ == MaxEmptyAttempts))
            {
                throw _budget.Full(bytes, evicts: _evictor is not null);
            }
        }

        return credit;
    }

    private long Replaced(ReadOnlySpan<PendingWrite> writes)
    {
        long bytes = 0;
        foreach (PendingWrite write in writes)
        {
            int hash = KeyHash.Of(write.Key);
            bytes += ShardOf(hash).SoleBytes(write.Key, hash);
        }

        return bytes;
    }

    /// <summary>Makes room after the fact, where somebody else took away in between what a write was to give back.</summary>
    private void MakeUp(long shortfall)
    {
        if (shortfall > 0)
        {
            _evictor?.TryFree(Math.Min(shortfall, _budget.Excess));
        }
    }

    private long EvictKey(string key)
    {
        int hash = KeyHash.Of(key);
        ShardOf(hash).Remove(key, hash, out TensorValue removed);
        _metrics.Evicted();
        return Forget(removed);
    }

    /// <summary>Gives up an entry's reference; returns the bytes that this gave back to the budget.</summary>
    private long Forget(TensorValue value)
    {
        if (value.IsEmpty)
        {
            return 0;
        }

        long bytes = value.Buffer.Uncharge() ? value.Buffer.ChargedBytes : 0;
        _budget.Release(bytes);
        value.Release();
        return bytes;
    }
}
