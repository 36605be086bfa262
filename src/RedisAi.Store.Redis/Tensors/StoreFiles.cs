using RedisAi.Tensors.Formats;

namespace RedisAi.Store.Redis;

/// <summary>Saves what is in the server to a file, and adds what is in one. All of it is in memory meanwhile.</summary>
/// <param name="parts">The store.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreFiles(StoreParts parts, TimeProvider time)
{
    /// <summary>How much is sent in one round trip, unless one tensor is larger.</summary>
    private const long BytesAtOnce = 32 << 20;

    private readonly StoreClock _clock = new(time);

    public async Task SaveAsync(string path, string pattern, CancellationToken cancellationToken)
    {
        // A process that does not write what it has would save what is older.
        await parts.States.CommitAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        List<StoredTensor> tensors = [];
        bool isWhole = false;
        try
        {
            foreach (string[] keys in (await parts.Listing.ListAsync(pattern, cancellationToken).ConfigureAwait(false)).Chunk(StoreParts.KeysAtOnce))
            {
                DateTimeOffset now = time.GetUtcNow();
                FoundTensor[] found = await TensorReads.ReadAllAsync(keys, parts.Reads.ReadThroughAsync, cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < keys.Length; i++)
                {
                    if (!found[i].IsAbsent)
                    {
                        tensors.Add(new StoredTensor(keys[i], new AiTensor(found[i].Value), now + found[i].TimeToLive));
                    }
                }
            }

            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                tensors.ForEach(static tensor => tensor.Tensor.Dispose());
            }
        }

        await StoreSnapshot.SaveAsync(tensors, path, cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> LoadAsync(string path, CancellationToken cancellationToken)
    {
        using StoreSnapshot snapshot = await StoreSnapshot.LoadAsync(path, _clock, cancellationToken).ConfigureAwait(false);
        List<TensorWrite> together = [];
        long bytes = 0;
        foreach (PendingWrite write in PendingWrite.KeepLastOfEachKey(snapshot.Writes))
        {
            if (together.Count > 0 && bytes + write.Tensor.ByteLength > BytesAtOnce)
            {
                await parts.Writes.WriteAsync([.. together]).ConfigureAwait(false);
                together.Clear();
                bytes = 0;
            }

            bytes += write.Tensor.ByteLength;
            TimeSpan? left = write.ExpiresAt == 0 ? null : TimeSpan.FromTicks(Math.Max(1, _clock.Left(write.ExpiresAt).Ticks));
            together.Add(new TensorWrite(write.Key, write.Tensor, left));
        }

        if (together.Count > 0)
        {
            await parts.Writes.WriteAsync([.. together]).ConfigureAwait(false);
        }

        return snapshot.Writes.Length;
    }
}
