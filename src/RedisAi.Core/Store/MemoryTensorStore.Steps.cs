using System.Numerics;
using RedisAi.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi.Store;

/// <content>Writes of several entries of which no other writer, and no file that is saved meanwhile, sees some only.</content>
internal sealed partial class MemoryTensorStore
{
    private readonly Lock _cutsLock = new();

    /// <summary>The cuts that are being taken; replaced under the lock.</summary>
    private volatile StoreCut[] _cuts = [];

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
        AwaitDisk();
    }

    /// <summary>Puts values under their keys, under the locks of all their shards.</summary>
    /// <param name="writes">The keys.</param>
    /// <param name="values">The values; then what was there before.</param>
    private void PutInOneStep(PendingWrite[] writes, TensorValue[] values)
    {
        ulong shards = 0;
        foreach (PendingWrite write in writes)
        {
            shards |= ShardBitOf(write.Key);
        }

        EnterAll(shards);
        try
        {
            foreach (PendingWrite write in writes)
            {
                KeepForCuts(write.Key, shards);
            }

            PutAll(writes, values);
        }
        finally
        {
            ExitAll(shards);
        }
    }

    /// <summary>Takes the locks of some shards, in one order, so that two steps never wait for each other.</summary>
    /// <param name="shards">A bit for each.</param>
    private void EnterAll(ulong shards)
    {
        for (ulong left = shards; left != 0; left &= left - 1)
        {
            _shards[BitOperations.TrailingZeroCount(left)].Enter();
        }
    }

    private void ExitAll(ulong shards)
    {
        for (ulong left = shards; left != 0; left &= left - 1)
        {
            _shards[BitOperations.TrailingZeroCount(left)].Exit();
        }
    }

    /// <summary>Keeps what a step is about to replace for the cuts that have seen some of the step's shards already, and this key's not.</summary>
    /// <param name="key">The key.</param>
    /// <param name="shards">A bit for each shard of the step, whose locks are held.</param>
    private void KeepForCuts(string key, ulong shards)
    {
        foreach (StoreCut cut in _cuts)
        {
            ulong unseen = shards & ~cut.Seen;
            if (unseen != shards && (unseen & ShardBitOf(key)) != 0)
            {
                int hash = KeyHash.Of(key);
                cut.Keep(key, ShardOf(hash).Find(key, hash));
            }
        }
    }

    /// <summary>Takes the entries that match a pattern, with references.</summary>
    private List<StoredTensor> Cut(string pattern)
    {
        StoreCut cut = new(_clock, pattern);
        using IDurableSnapshot? snapshot = Take(cut, out List<StoredTensor> taken);
        ReadCold(snapshot, cut.Cold, taken);
        return taken;
    }

    /// <summary>Takes the entries of a cut, and the storage as it is meanwhile, if there is one.</summary>
    private IDurableSnapshot? Take(StoreCut cut, out List<StoredTensor> taken)
    {
        lock (_cutsLock)
        {
            _cuts = [.. _cuts, cut];
        }

        IDurableSnapshot? snapshot = null;
        try
        {
            snapshot = OpenSnapshot();
            taken = cut.Take(_shards);
            return snapshot;
        }
        catch
        {
            snapshot?.Dispose();
            throw;
        }
        finally
        {
            lock (_cutsLock)
            {
                _cuts = [.. _cuts.Where(other => other != cut)];
            }

            cut.Dispose();
        }
    }

    private static ulong ShardBitOf(string key) => 1UL << IndexOf(KeyHash.Of(key));
}
