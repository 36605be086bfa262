using System.Runtime.InteropServices;
using RedisAi.Persistence;
using RedisAi.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi.Store;

/// <content>The store in front of a storage: what changes is written there, and what memory has no room for is read from there.</content>
internal sealed partial class MemoryTensorStore : IChangeSource
{
    private const ulong AllShards = ulong.MaxValue;

    /// <summary>What is being written; used by the writer's thread.</summary>
    private readonly List<EntryChange> _taken = [];

    private IDurableStorage? _storage;
    private WriteBehind? _behind;

    /// <summary>The models, scripts and plans of the storage; null where there is none.</summary>
    public Catalog? Catalog { get; private set; }

    void IChangeSource.Collect(DurableBatch batch)
    {
        // All locks at once, for as long as it takes to note what has changed: a step that several keys take is in one transaction so.
        EnterAll(AllShards);
        try
        {
            foreach (StoreShard shard in _shards)
            {
                shard.TakeChanges(_taken);
            }
        }
        finally
        {
            ExitAll(AllShards);
        }

        ClockMoment now = _clock.Moment();
        foreach (ref readonly EntryChange change in CollectionsMarshal.AsSpan(_taken))
        {
            batch.Add(new DurableChange(
                change.Kind,
                change.Entry.Key,
                _clock.TimeOf(change.ExpiresAt, now),
                change.Value.IsEmpty ? default : new DurableTensor(change.Value)));
        }
    }

    void IChangeSource.Written() => EndTaken(static (shard, changes) => shard.ChangesWritten(changes));

    void IChangeSource.NotWritten() => EndTaken(static (shard, changes) => shard.ChangesNotWritten(changes));

    private delegate void EndOfChanges(StoreShard shard, ReadOnlySpan<EntryChange> changes);

    private void EndTaken(EndOfChanges end)
    {
        ReadOnlySpan<EntryChange> left = CollectionsMarshal.AsSpan(_taken);
        while (!left.IsEmpty)
        {
            // Those of a shard lie together.
            int shard = IndexOf(left[0].Entry.Hash);
            int count = 1;
            while (count < left.Length && IndexOf(left[count].Entry.Hash) == shard)
            {
                count++;
            }

            end(_shards[shard], left[..count]);
            left = left[count..];
        }

        foreach (ref readonly EntryChange change in CollectionsMarshal.AsSpan(_taken))
        {
            if (!change.Value.IsEmpty)
            {
                change.Value.Release();
            }
        }

        _taken.Clear();
    }

    private void Open(StoreDurability durability)
    {
        _storage = durability.Storage;
        bool anyExpires;
        IReadOnlyList<DurableItem> items;
        try
        {
            anyExpires = AddStored(_storage);
            items = _storage.ReadItems();
        }
        catch
        {
            // There is no store that would own them.
            _storage.Dispose();
            _sweeper.Dispose();
            throw;
        }

        _behind = new WriteBehind(_storage, this, durability.Options, _clock.Time, _metrics, durability.Logger);
        Catalog = new Catalog(_behind, _storage, items);
        _sweeper.Arm(anyExpires ? 1 : 0);
    }

    /// <summary>Adds the keys that a storage has; says whether any of them expires.</summary>
    private bool AddStored(IDurableStorage storage)
    {
        ClockMoment now = _clock.Moment();
        bool anyExpires = false;
        foreach (DurableKey stored in storage.Open())
        {
            int hash = KeyHash.Of(stored.Key);

            // One whose time is over goes with the first sweep, from the storage, too.
            long expiresAt = stored.ExpiresAt is { } expires ? _clock.TimestampOf(expires, now) : 0;
            ShardOf(hash).AddCold(stored.Key, hash, expiresAt);
            anyExpires |= expiresAt != 0;
        }

        return anyExpires;
    }

    /// <summary>Writes what is left. What changes from now on is not written.</summary>
    private void CloseStorage()
    {
        _behind?.Dispose();
        foreach (StoreShard shard in _shards)
        {
            shard.StopNoting();
        }
    }

    /// <summary>Whether there is a storage.</summary>
    public bool IsDurable => _behind is not null;

    /// <summary>Complete when all that has changed by now is in the storage, and synchronised with the disk; at once where there is none.</summary>
    public Task FlushAsync()
    {
        ThrowIfClosed();
        return _behind?.FlushAsync() ?? Task.CompletedTask;
    }

    private void NoteChange() => _behind?.NoteChange();

    /// <summary>Whether a write is acknowledged when it is on the disk.</summary>
    public bool IsAwaited => _behind is { IsAwaited: true };

    /// <summary>Complete when all that was written by now is in the storage.</summary>
    private Task CommitAsync() => _behind?.CommitAsync() ?? Task.CompletedTask;

    /// <summary>Complete when what was written is acknowledged: at once, or when it is on the disk.</summary>
    public ValueTask AcknowledgeAsync(CancellationToken cancellationToken) =>
        IsAwaited ? new ValueTask(CommitAsync().WaitAsync(cancellationToken)) : ValueTask.CompletedTask;

    private void AwaitDisk(bool changed = true)
    {
        if (changed && IsAwaited)
        {
            WriteChanges();
        }
    }

    /// <summary>Writes what the storage has not, and blocks until it has it.</summary>
    private void WriteChanges() => CommitAsync().GetAwaiter().GetResult();

    private bool TryRead(ReadOnlySpan<char> key, int hash, out TensorValue value, out long version) =>
        ShardOf(hash).TryGetValue(key, hash, out value, out version) || (_storage is not null && TryReadCold(key, hash, out value, out version));

    /// <summary>Reads a tensor that only the storage has, and keeps it in memory if there is room to be made.</summary>
    private bool TryReadCold(ReadOnlySpan<char> key, int hash, out TensorValue value, out long version)
    {
        StoreShard shard = ShardOf(hash);
        while (shard.IsCold(key, hash, out version))
        {
            if (_storage!.TryRead(key.ToString(), out value))
            {
                Keep(shard, key, hash, version, value);
                return true;
            }

            if (shard.IsCold(key, hash, out long still) && still == version)
            {
                throw Lost(key.ToString());
            }
        }

        // Somebody else has read it meanwhile, or written to it.
        return shard.TryGetValue(key, hash, out value, out version);
    }

    /// <summary>Keeps what was read in memory, with a reference of the store's; or not, when it changed meanwhile or does not fit.</summary>
    private void Keep(StoreShard shard, ReadOnlySpan<char> key, int hash, long version, TensorValue read)
    {
        TensorValue kept = StoreValue.Acquire(read.AddReference(), _id, out _);
        long bytes = kept.Buffer.ChargedBytes;
        if (TryReserve(bytes))
        {
            if (!shard.TryWarm(key, hash, version, kept))
            {
                Forget(kept);
            }

            return;
        }

        _budget.Add(bytes);
        Forget(kept);
    }

    private bool TryReserve(long bytes)
    {
        bool reserved;
        while (!(reserved = _budget.TryReserve(bytes, credit: 0, out long missing)) && _budget.CanHold(bytes) && _evictor!.TryFree(missing))
        {
        }

        return reserved;
    }

    /// <summary>Takes a tensor out of memory; returns the bytes that this gave back to the budget.</summary>
    private long CoolKey(string key)
    {
        int hash = KeyHash.Of(key);

        // A file that is being saved reads what is cold from a snapshot of the storage, in which it must be.
        TensorValue cooled = ShardOf(hash).MakeCold(key, hash, () => _cuts.Length > 0);
        if (!cooled.IsEmpty)
        {
            _metrics.Evicted();
        }

        return Forget(cooled);
    }

    private long ForgetExpired(TensorValue value)
    {
        NoteChange();
        return Forget(value);
    }

    /// <summary>The storage as it is when no entry turns cold any more, while a cut is noted.</summary>
    private IDurableSnapshot? OpenSnapshot()
    {
        if (_storage is null)
        {
            return null;
        }

        // Who has turned an entry cold without having seen the cut has done so by the time its shard's lock is free.
        foreach (StoreShard shard in _shards)
        {
            shard.Enter();
            shard.Exit();
        }

        return _storage.OpenSnapshot();
    }

    private void ReadCold(IDurableSnapshot? snapshot, IReadOnlyList<StoreCut.ColdKey> cold, List<StoredTensor> taken)
    {
        try
        {
            foreach (StoreCut.ColdKey entry in cold)
            {
                taken.Add(snapshot!.TryRead(entry.Key, out TensorValue value)
                    ? new StoredTensor(entry.Key, new AiTensor(value), entry.ExpiresAt)
                    : throw Lost(entry.Key));
            }
        }
        catch
        {
            taken.ForEach(static entry => entry.Tensor.Dispose());
            throw;
        }
    }

    private DurableStorageException Lost(string key) => new($"The {_storage!.Name} has lost the tensor '{key}', which was written to it.");
}
