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

    /// <summary>Writes entries to a file.</summary>
    /// <param name="tensors">The entries, which are given up.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task SaveAsync(IReadOnlyList<StoredTensor> tensors, string path, CancellationToken cancellationToken)
    {
        using StoreSnapshot snapshot = new(tensors, []);
        await TensorSnapshotFile.WriteAsync(path, tensors, cancellationToken).ConfigureAwait(false);
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
}
