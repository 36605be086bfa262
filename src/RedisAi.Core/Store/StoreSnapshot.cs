using RedisAi.Tensors.Formats;

namespace RedisAi.Store;

/// <summary>Entries on their way to a file or from one.</summary>
internal sealed class StoreSnapshot : IDisposable
{
    private readonly IReadOnlyList<StoredTensor> _tensors;

    private StoreSnapshot(IReadOnlyList<StoredTensor> tensors, PendingWrite[] writes)
    {
        _tensors = tensors;
        Writes = writes;
    }

    /// <summary>What a file adds to the store; the tensors are this object's.</summary>
    public PendingWrite[] Writes { get; }

    /// <summary>Writes the entries that match a pattern, each as it is at one moment: references are taken, nothing is copied.</summary>
    public static async Task SaveAsync(StoreShard[] shards, StoreClock clock, string path, string pattern, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(pattern);
        using StoreSnapshot snapshot = Take(shards, clock, pattern);
        await TensorSnapshotFile.WriteAsync(path, snapshot._tensors, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a file; entries that have expired are left out.</summary>
    public static async Task<StoreSnapshot> LoadAsync(string path, StoreClock clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<StoredTensor> tensors = await TensorSnapshotFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        if (tensors.Any(static tensor => tensor.Key.Length == 0))
        {
            new StoreSnapshot(tensors, []).Dispose();
            throw FormatSource.File(path).Unreadable("a tensor in it has an empty name, which no key is.");
        }

        DateTimeOffset now = clock.Time.GetUtcNow();
        PendingWrite[] writes = [.. tensors
            .Where(tensor => tensor.ExpiresAt is null || tensor.ExpiresAt > now)
            .Select(tensor => new PendingWrite(tensor.Key, tensor.Tensor, clock.ExpiryOf(tensor.ExpiresAt - now)))];
        return new StoreSnapshot(tensors, writes);
    }

    public void Dispose()
    {
        foreach (StoredTensor tensor in _tensors)
        {
            tensor.Tensor.Dispose();
        }
    }

    private static StoreSnapshot Take(StoreShard[] shards, StoreClock clock, string pattern)
    {
        List<StoredTensor> taken = [];
        (List<StoredTensor> Taken, StoreClock Clock, string Pattern, DateTimeOffset Now) state = (taken, clock, pattern, clock.Time.GetUtcNow());
        foreach (StoreShard shard in shards)
        {
            shard.ForEach(state, static (s, entry) =>
            {
                string key = entry.Key;
                if (GlobPattern.IsMatch(s.Pattern, key))
                {
                    DateTimeOffset? expiresAt = entry.ExpiresAt == 0 ? null : s.Now + s.Clock.Left(entry.ExpiresAt);
                    s.Taken.Add(new StoredTensor(key, new AiTensor(entry.Value.AddReference()), expiresAt));
                }
            });
        }

        return new StoreSnapshot(taken, []);
    }
}
