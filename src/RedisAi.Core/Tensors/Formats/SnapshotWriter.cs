namespace RedisAi.Tensors.Formats;

/// <summary>Writes the bytes of a snapshot file one after the other, in pieces, and keeps their checksum.</summary>
/// <param name="stream">Where to write; not disposed here.</param>
/// <param name="pieceWritten">Called after each piece; may be null.</param>
/// <param name="cancellationToken">Looked at before each piece.</param>
internal sealed class SnapshotWriter(Stream stream, Action? pieceWritten, CancellationToken cancellationToken)
{
    private Crc32C _checksum = new();

    /// <summary>The checksum of what was written.</summary>
    public uint Checksum => _checksum.Value;

    /// <summary>Writes bytes.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="IOException">The bytes could not be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> chunk = bytes[..Math.Min(bytes.Length, TensorBytes.ChunkBytes)];
            _checksum.Append(chunk);
            stream.Write(chunk);
            pieceWritten?.Invoke();
            bytes = bytes[chunk.Length..];
        }
    }

    /// <summary>Writes a tensor's elements straight from its memory, of whatever size.</summary>
    /// <param name="value">Not of strings; the caller holds a reference.</param>
    public void Write(TensorValue value)
    {
        long byteLength = value.ByteLength;
        for (long offset = 0; offset < byteLength; offset += TensorBytes.ChunkBytes)
        {
            Write(TensorBytes.Chunk(value.Pointer, offset, byteLength));
        }
    }
}
