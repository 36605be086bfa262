using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi.Store;

/// <summary>The tensor store of a process: a hash table in parts, a budget, expiry.</summary>
internal sealed partial class MemoryTensorStore : IEngineStore, IDisposable
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
    private volatile bool _closed;

    public MemoryTensorStore(TensorStoreOptions options, TimeProvider time, EngineMetrics metrics, int seed, StoreDurability? durability = null)
    {
        // With a storage nothing is lost by it.
        bool evicts = options.MaxBytes is not null && (options.Eviction == TensorEviction.LeastRecentlyUsed || durability is not null);
        _clock = new StoreClock(time);
        _budget = new StoreBudget(options.MaxBytes);
        _metrics = metrics;
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new StoreShard(_clock, evicts, isDurable: durability is not null);
        }

        _sweeper = new StoreSweeper(_clock, _shards, ForgetExpired);
        _evictor = evicts ? new StoreEvictor(_clock, _shards, seed, durability is null ? EvictKey : CoolKey) : null;
        if (durability is not null)
        {
            Open(durability);
        }
    }

    public long Count
    {
        get
        {
            _sweeper.SweepDue();
            return _shards.Sum(static shard => (long)shard.Count);
        }
    }

    /// <summary>How many keys expire at some time.</summary>
    public long ExpiringCount
    {
        get
        {
            _sweeper.SweepDue();
            return _shards.Sum(static shard => (long)shard.ExpiringCount);
        }
    }

    /// <summary>The most bytes of tensors; null for any number.</summary>
    public long? MaxBytes => _budget.MaxBytes;

    /// <summary>Whether tensors make room for others; where there is a storage, they stay there.</summary>
    public bool Evicts => _evictor is not null;

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
        ThrowIfClosed();
        int hash = KeyHash.Of(key);
        AiTensor? found = ShardOf(hash).Get(key, hash, out version);
        return found is null && _storage is not null && TryReadCold(key, hash, out TensorValue value, out version) ? new AiTensor(value) : found;
    }

    /// <summary>Gets a tensor without making a handle.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor with one reference, the caller's, if this returns true.</param>
    public bool TryGetValue(ReadOnlySpan<char> key, out TensorValue value)
    {
        int hash = KeyHash.Of(key);
        return TryRead(key, hash, out value, out _);
    }

    public bool Contains(ReadOnlySpan<char> key)
    {
        ThrowIfClosed();
        return Has(key);
    }

    public void Set(string key, AiTensor tensor, TimeSpan? timeToLive = null) => AwaitDisk(Write(key, tensor, timeToLive, expectedVersion: null));

    public ValueTask SetAsync(string key, AiTensor tensor, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(key, tensor, timeToLive, expectedVersion: null);
        return AcknowledgeAsync(cancellationToken);
    }

    public bool TryUpdate(string key, AiTensor tensor, long expectedVersion, TimeSpan? timeToLive = null)
    {
        bool written = Write(key, tensor, timeToLive, expectedVersion);
        AwaitDisk(written);
        return written;
    }

    public void SetAll(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null)
    {
        WriteAll(entries, timeToLive);
        AwaitDisk();
    }

    public ValueTask SetAllAsync(ReadOnlyMemory<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WriteAll(entries.Span, timeToLive);
        return AcknowledgeAsync(cancellationToken);
    }

    private void WriteAll(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive)
    {
        ThrowIfClosed();
        PendingWrite[] writes = new PendingWrite[entries.Length];
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i] = new PendingWrite(entries[i].Key, entries[i].Value, _clock.ExpiryOf(timeToLive));
        }

        WriteAll(writes, inOneStep: false);
    }

    public bool Remove(ReadOnlySpan<char> key)
    {
        bool removed = RemoveUnacknowledged(key);
        AwaitDisk(removed);
        return removed;
    }

    public TimeSpan? GetTimeToLive(ReadOnlySpan<char> key)
    {
        ThrowIfClosed();
        int hash = KeyHash.Of(key);
        return ShardOf(hash).TryGetExpiry(key, hash, out long expiresAt) && expiresAt != 0 ? _clock.Left(expiresAt) : null;
    }

    public bool SetTimeToLive(ReadOnlySpan<char> key, TimeSpan? timeToLive)
    {
        bool found = SetTimeToLiveUnacknowledged(key, timeToLive);
        AwaitDisk(found);
        return found;
    }

    public IEnumerable<string> Keys(string pattern = "*")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ThrowIfClosed();
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
        List<StoredTensor> entries = Cut(pattern);
        if (_closed)
        {
            // Some entries may be missing, and the file may be one that has them.
            entries.ForEach(static entry => entry.Tensor.Dispose());
            throw EngineClosed.Error();
        }

        return StoreSnapshot.SaveAsync(entries, path, cancellationToken);
    }

    public async Task<int> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        using StoreSnapshot snapshot = await StoreSnapshot.LoadAsync(path, _clock, cancellationToken).ConfigureAwait(false);
        ThrowIfClosed();
        WriteAll(snapshot.Writes, inOneStep: false);
        await AcknowledgeAsync(cancellationToken).ConfigureAwait(false);
        return snapshot.Writes.Length;
    }

    /// <summary>Empties the store. Callers are refused from then on; what runs and was left behind still reads and writes, to no effect.</summary>
    public void Dispose()
    {
        _closed = true;
        _sweeper.Dispose();
        CloseStorage();
        List<TensorValue> removed = [];
        foreach (StoreShard shard in _shards)
        {
            shard.Sweep(removed, everything: true);
        }

        removed.ForEach(value => Forget(value));
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw EngineClosed.Error();
        }
    }

    private bool Has(ReadOnlySpan<char> key)
    {
        int hash = KeyHash.Of(key);
        return ShardOf(hash).TryGetExpiry(key, hash, out _);
    }

    private bool TakeAway(ReadOnlySpan<char> key)
    {
        int hash = KeyHash.Of(key);
        bool present = ShardOf(hash).Remove(key, hash, out TensorValue removed);
        Forget(removed);
        NoteChange();
        return present;
    }

    private StoreShard ShardOf(int hash) => _shards[IndexOf(hash)];

    private static int IndexOf(int hash) => (int)((uint)hash >> (32 - ShardBits));

    private bool Write(string key, AiTensor tensor, TimeSpan? timeToLive, long? expectedVersion)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(tensor);
        ThrowIfClosed();
        PendingWrite write = new(key, tensor, _clock.ExpiryOf(timeToLive));
        int hash = KeyHash.Of(key);
        if (_budget.IsLimited && expectedVersion is { } expected && !ShardOf(hash).HasVersion(key, hash, expected))
        {
            // No room is made, and none is missing, for what would not be written.
            return false;
        }

        TensorValue value = StoreValue.Acquire(tensor, _id, out bool first);
        long credit = first ? ReserveOrForget(value, write) : 0;

        bool written;
        TensorValue replaced;
        try
        {
            written = ShardOf(hash).Set(key, hash, value, write.ExpiresAt, expectedVersion, out replaced);
        }
        catch
        {
            // The process has no memory for the key.
            MakeUp(credit - Forget(value));
            throw;
        }

        bool wasAbsent = replaced.IsEmpty;
        long shortfall = credit - Forget(written ? replaced : value);
        if (written && shortfall > 0 && wasAbsent && _evictor is null && TryTakeBack(key, hash, value))
        {
            throw _budget.Full(value.Buffer.ChargedBytes, evicts: false);
        }

        MakeUp(shortfall);
        _sweeper.Arm(write.ExpiresAt);
        NoteChange();
        return written;
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

        try
        {
            if (inOneStep)
            {
                PutInOneStep(writes, values);
            }
            else
            {
                PutAll(writes, values);
            }
        }
        finally
        {
            for (int i = 0; i < values.Length; i++)
            {
                credit -= Forget(values[i]);
                _sweeper.Arm(writes[i].ExpiresAt);
            }

            MakeUp(credit);
            NoteChange();
        }
    }

    /// <summary>Puts values under their keys, one after the other.</summary>
    /// <param name="writes">The keys.</param>
    /// <param name="values">The values; then what was there before, or, where the process has no memory for the key, and of the keys after that, still the values.</param>
    private void PutAll(PendingWrite[] writes, TensorValue[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int hash = KeyHash.Of(writes[i].Key);
            ShardOf(hash).Set(writes[i].Key, hash, values[i], writes[i].ExpiresAt, expectedVersion: null, out values[i]);
        }
    }

    private long EvictKey(string key)
    {
        int hash = KeyHash.Of(key);
        ShardOf(hash).Remove(key, hash, out TensorValue removed);
        _metrics.Evicted();
        return Forget(removed);
    }
}
