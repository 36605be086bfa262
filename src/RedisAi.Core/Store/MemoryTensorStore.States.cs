using RedisAi.Backends;
using RedisAi.Sessions;

namespace RedisAi.Store;

/// <content>The store as sessions use it: no handles, and all states of a call at once.</content>
internal sealed partial class MemoryTensorStore : IStateStore
{
    bool IStateStore.TryRead(string key, out TensorValue value, out long version)
    {
        int hash = KeyHash.Of(key);
        return ShardOf(hash).TryGetValue(key, hash, out value, out version);
    }

    bool IStateStore.TryWrite(ReadOnlySpan<StateWrite> writes)
    {
        // With one state, as there mostly is, the write itself looks whether anybody else wrote.
        for (int i = 0; i < writes.Length && writes.Length > 1; i++)
        {
            int hash = KeyHash.Of(writes[i].Key);
            if (!ShardOf(hash).IsUnchanged(writes[i].Key, hash, writes[i].ReadVersion))
            {
                return false;
            }
        }

        StateValues values = default;
        long bytes = 0;
        for (int i = 0; i < writes.Length; i++)
        {
            values[i] = StoreValue.Acquire(writes[i].Value.AddReference(), _id, out bool first);
            bytes += first ? values[i].Buffer.ChargedBytes : 0;
        }

        bool written = true;
        long credit = ReserveOrForget(bytes, ((ReadOnlySpan<TensorValue>)values)[..writes.Length], writes);
        for (int i = 0; i < writes.Length; i++)
        {
            int hash = KeyHash.Of(writes[i].Key);
            long expiresAt = _clock.ExpiryOf(writes[i].TimeToLive);
            written = ShardOf(hash).SetIfUnchanged(writes[i].Key, hash, values[i], expiresAt, writes.Length == 1 ? writes[i].ReadVersion : null, out TensorValue replaced);
            credit -= Forget(written ? replaced : values[i]);
            _sweeper.Arm(expiresAt);
        }

        MakeUp(credit);
        return written;
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
