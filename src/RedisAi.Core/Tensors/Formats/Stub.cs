namespace RedisAi.Tensors.Formats;
internal readonly record struct StoredTensor(string Key, AiTensor Tensor, DateTimeOffset? ExpiresAt);
internal static class TensorSnapshotFile { public static Task WriteAsync(string path, IReadOnlyList<StoredTensor> tensors, CancellationToken ct) => throw new NotSupportedException(); public static Task<IReadOnlyList<StoredTensor>> ReadAsync(string path, CancellationToken ct) => throw new NotSupportedException(); }
