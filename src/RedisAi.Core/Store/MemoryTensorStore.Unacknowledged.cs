using RedisAi.Tensors;

namespace RedisAi.Store;

/// <content>Writes for those who hold a lock of their own meanwhile, under which nobody waits for a disk: <see cref="AcknowledgeAsync"/> follows when they have let go of it.</content>
internal sealed partial class MemoryTensorStore
{
    /// <summary>As <see cref="Set"/>, but for the wait.</summary>
    public void SetUnacknowledged(string key, AiTensor tensor, TimeSpan? timeToLive = null) => Write(key, tensor, timeToLive, expectedVersion: null);

    /// <summary>As <see cref="Remove"/>, but for the wait.</summary>
    public bool RemoveUnacknowledged(ReadOnlySpan<char> key)
    {
        ThrowIfClosed();
        return TakeAway(key);
    }

    /// <summary>As <see cref="SetTimeToLive"/>, but for the wait.</summary>
    public bool SetTimeToLiveUnacknowledged(ReadOnlySpan<char> key, TimeSpan? timeToLive)
    {
        ThrowIfClosed();
        long expiresAt = _clock.ExpiryOf(timeToLive);
        int hash = KeyHash.Of(key);
        bool found = ShardOf(hash).SetExpiry(key, hash, expiresAt);
        _sweeper.Arm(expiresAt);
        NoteChange();
        return found;
    }

    /// <summary>Puts a tensor, for good, in the place of another: with neither a handle nor a string of the key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor; its reference is taken over if this returns true.</param>
    /// <returns>False when the key is absent, or the store has a budget, in which room must be made first: nothing was changed.</returns>
    public bool TryReplace(ReadOnlySpan<char> key, in TensorValue value)
    {
        ThrowIfClosed();
        if (_budget.IsLimited || !Has(key))
        {
            return false;
        }

        int hash = KeyHash.Of(key);
        TensorValue stored = StoreValue.Acquire(value, _id, out bool first);
        _budget.Add(first ? stored.Buffer.ChargedBytes : 0);
        if (!ShardOf(hash).TryReplace(key, hash, stored, out TensorValue replaced))
        {
            // Somebody has removed it just now.
            ShardOf(hash).Set(key.ToString(), hash, stored, expiresAt: 0, expectedVersion: null, out replaced);
        }

        Forget(replaced);
        NoteChange();
        return true;
    }
}
