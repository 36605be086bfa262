using RedisAi.Tensors;

namespace RedisAi.Store;

/// <content>The store as sessions use it: no handles, and all states of a call at once.</content>
internal sealed partial class MemoryTensorStore : IStateStore
{
    public IStateStore States => this;

    bool IStateStore.TryRead(string key, out TensorValue value, out long version)
    {
        int hash = KeyHash.Of(key);
        return TryRead(key, hash, out value, out version);
    }

    bool IStateStore.IsAwaited => IsAwaited;

    Task IStateStore.CommitAsync() => CommitAsync();

    bool IStateStore.Contains(ReadOnlySpan<char> key) => Has(key);

    bool IStateStore.Remove(ReadOnlySpan<char> key) => TakeAway(key);

    bool IStateStore.TryWrite(ReadOnlySpan<StateWrite> writes)
    {
        if (_budget.IsLimited && !AreUnchanged(writes))
        {
            // No room is made for what would not be written.
            return false;
        }

        StateValues room = default;
        Span<TensorValue> values = writes.Length <= StateWrites.Capacity ? room[..writes.Length] : new TensorValue[writes.Length];
        long bytes = 0;
        for (int i = 0; i < writes.Length; i++)
        {
            values[i] = StoreValue.Acquire(writes[i].Value.AddReference(), _id, out bool first);
            bytes += first ? values[i].Buffer.ChargedBytes : 0;
        }

        long credit = ReserveOrForget(bytes, values, writes);

        try
        {
            // With one state, as there mostly is, the write itself looks whether anybody else wrote.
            return writes.Length == 1 ? TryPut(writes[0], values[0], writes[0].ReadVersion, out values[0]) : TryPutAll(writes, values);
        }
        finally
        {
            foreach (ref readonly TensorValue value in values)
            {
                credit -= Forget(value);
            }

            MakeUp(credit);
            NoteChange();
        }
    }

    /// <summary>Puts all of them, under the locks of all their shards, or none when somebody else wrote to one.</summary>
    /// <param name="writes">The states.</param>
    /// <param name="values">What to write; then what is not needed any more: what was there before, or, where nothing was written, the same.</param>
    private bool TryPutAll(ReadOnlySpan<StateWrite> writes, Span<TensorValue> values)
    {
        ulong shards = 0;
        foreach (ref readonly StateWrite write in writes)
        {
            shards |= ShardBitOf(write.Key);
        }

        EnterAll(shards);
        try
        {
            if (!AreUnchanged(writes))
            {
                return false;
            }

            foreach (ref readonly StateWrite write in writes)
            {
                KeepForCuts(write.Key, shards);
            }

            for (int i = 0; i < writes.Length; i++)
            {
                TryPut(writes[i], values[i], readVersion: null, out values[i]);
            }

            return true;
        }
        finally
        {
            ExitAll(shards);
        }
    }

    /// <summary>Puts a state, and tells what is not needed any more: what was there before, or, if it was not written, the value itself.</summary>
    private bool TryPut(in StateWrite write, TensorValue value, long? readVersion, out TensorValue unneeded)
    {
        int hash = KeyHash.Of(write.Key);
        long expiresAt = _clock.ExpiryOf(write.TimeToLive);
        bool written = ShardOf(hash).SetIfUnchanged(write.Key, hash, value, expiresAt, readVersion, out TensorValue replaced);
        unneeded = written ? replaced : value;
        _sweeper.Arm(expiresAt);
        return written;
    }

    private bool AreUnchanged(ReadOnlySpan<StateWrite> writes)
    {
        foreach (ref readonly StateWrite write in writes)
        {
            int hash = KeyHash.Of(write.Key);
            if (!ShardOf(hash).IsUnchanged(write.Key, hash, write.ReadVersion))
            {
                return false;
            }
        }

        return true;
    }

    private long ReserveOrForget(long bytes, ReadOnlySpan<TensorValue> values, ReadOnlySpan<StateWrite> writes)
    {
        if (_budget.TryReserve(bytes, credit: 0, out _))
        {
            return 0;
        }

        try
        {
            PendingWrite[] pending = new PendingWrite[writes.Length];
            for (int i = 0; i < pending.Length; i++)
            {
                pending[i] = new PendingWrite(writes[i].Key, null!, 0);
            }

            return Reserve(bytes, DistinctBytes(values.ToArray()), pending);
        }
        catch
        {
            // Counted after all, so that forgetting them comes out even, whoever else shares their memory by now.
            _budget.Add(bytes);
            foreach (ref readonly TensorValue value in values)
            {
                Forget(value);
            }

            throw;
        }
    }
}
