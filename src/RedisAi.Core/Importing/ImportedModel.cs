namespace RedisAi.Backends;

/// <summary>A model as an importer gives it. Immutable.</summary>
public sealed class ImportedModel
{
    /// <summary>Creates one.</summary>
    /// <param name="backend">The name of the backend that runs it, such as <c>ONNX</c>.</param>
    /// <param name="bytes">The model in that backend's format, whose bytes do not change any more. It takes the place of what was read: a storage keeps it.</param>
    /// <exception cref="ArgumentException">The name is empty, or there are no bytes.</exception>
    public ImportedModel(string backend, ReadOnlyMemory<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(backend);
        if (bytes.IsEmpty)
        {
            throw new ArgumentException("There are no bytes.", nameof(bytes));
        }

        Backend = backend;
        Bytes = bytes;
    }

    /// <summary>Gets the name of the backend that runs it.</summary>
    public string Backend { get; }

    /// <summary>Gets the model in the backend's format.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
}
