namespace RedisAi.Tensors.Formats;

/// <summary>What a snapshot file is going to hold: checked tensors in the order of their bytes, and the header that tells of them.</summary>
/// <remarks>It holds references of its own on the tensors, so that one which is disposed meanwhile is still written whole.</remarks>
internal sealed class SnapshotPlan : IDisposable
{
    private readonly List<PlannedTensor> _tensors;

    private SnapshotPlan(List<PlannedTensor> tensors, SafetensorsHeaderBytes header)
    {
        _tensors = tensors;
        Header = header;
    }

    /// <summary>The bytes before the data.</summary>
    public SafetensorsHeaderBytes Header { get; }

    /// <summary>The length of the file in bytes.</summary>
    public long FileBytes => Header.Bytes.Length + _tensors.Sum(static tensor => tensor.StoredBytes);

    /// <summary>Checks the keys and takes references.</summary>
    /// <exception cref="ArgumentException">A key is null, occurs twice or cannot be a name in the file, or all keys together are too long.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public static SnapshotPlan Create(IReadOnlyList<StoredTensor> tensors)
    {
        CheckKeys(tensors);

        List<PlannedTensor> planned = new(tensors.Count);
        try
        {
            foreach (StoredTensor tensor in tensors)
            {
                planned.Add(PlannedTensor.Create(tensor.Key, tensor.Tensor.Lease(), tensor.ExpiresAt));
            }

            // The format has no room between tensors: with the largest elements first, each is aligned to the size of its own.
            List<PlannedTensor> ordered = [.. planned.OrderByDescending(static tensor => tensor.Value.DataType.ByteSize())];
            return new SnapshotPlan(ordered, SafetensorsHeaderBytes.Create(ordered));
        }
        catch
        {
            Release(planned);
            throw;
        }
    }

    /// <summary>Writes the file, but for its checksum.</summary>
    public void Write(SnapshotWriter writer)
    {
        writer.Write(Header.Bytes);
        foreach (PlannedTensor tensor in _tensors)
        {
            tensor.Write(writer);
        }
    }

    /// <summary>Gives the references up.</summary>
    public void Dispose()
    {
        Release(_tensors);
        _tensors.Clear();
    }

    private static void CheckKeys(IReadOnlyList<StoredTensor> tensors)
    {
        HashSet<string> keys = new(tensors.Count);
        foreach ((string key, AiTensor tensor, _) in tensors)
        {
            if (key is null || tensor is null)
            {
                throw new ArgumentException("A key or a tensor is null.", nameof(tensors));
            }

            if (key == SafetensorsHeader.MetadataName)
            {
                throw new ArgumentException($"No tensor in a safetensors file can have the key '{key}': the format keeps its metadata there.", nameof(tensors));
            }

            if (!StringEncodingExtensions.IsWellFormed(key))
            {
                throw new ArgumentException($"The key {FormatSource.Quote(key)} holds half of a surrogate pair, which JSON cannot express.", nameof(tensors));
            }

            if (!keys.Add(key))
            {
                throw new ArgumentException($"The key {FormatSource.Quote(key)} occurs twice.", nameof(tensors));
            }
        }
    }

    private static void Release(List<PlannedTensor> tensors)
    {
        foreach (PlannedTensor tensor in tensors)
        {
            tensor.Value.Release();
        }
    }
}
