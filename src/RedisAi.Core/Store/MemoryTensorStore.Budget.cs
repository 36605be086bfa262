using RedisAi.Tensors;

namespace RedisAi.Store;

/// <content>What writes take from the budget, and give back.</content>
internal sealed partial class MemoryTensorStore
{
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
        int writtenAt = 0;
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

            if (attempts > writtenAt)
            {
                // Nothing was found that the storage has as it is.
                writtenAt = attempts;
                WriteChanges();
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

    private static long DistinctBytes(TensorValue[] values) =>
        values.Select(static value => value.Buffer).Distinct().Sum(static buffer => buffer.ChargedBytes);
}
