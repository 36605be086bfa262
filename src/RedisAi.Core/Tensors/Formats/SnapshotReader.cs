using System.Buffers.Binary;

namespace RedisAi.Tensors.Formats;

/// <summary>Reads the bytes of a snapshot file one after the other, in pieces, and keeps their checksum.</summary>
/// <param name="stream">At its start; not disposed here.</param>
/// <param name="source">What is being read.</param>
/// <param name="cancellationToken">Looked at before each piece.</param>
internal sealed class SnapshotReader(Stream stream, FormatSource source, CancellationToken cancellationToken)
{
    private Crc32C _checksum = new();

    /// <summary>What is being read.</summary>
    public FormatSource Source => source;

    /// <summary>The checksum of what was read.</summary>
    public uint Checksum => _checksum.Value;

    /// <summary>Reads and checks the header. Nothing larger than the file is allocated, whatever it claims.</summary>
    /// <exception cref="InvalidDataException">The file is no safetensors file, or one with a fault.</exception>
    public SafetensorsHeader ReadHeader()
    {
        long fileBytes = stream.Length;
        if (fileBytes < SafetensorsHeader.LengthBytes)
        {
            throw source.Unreadable($"it has {fileBytes} bytes; the length of the header alone takes {SafetensorsHeader.LengthBytes}.");
        }

        Span<byte> length = stackalloc byte[SafetensorsHeader.LengthBytes];
        Read(length);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(length);
        long available = Math.Min(fileBytes - SafetensorsHeader.LengthBytes, SafetensorsHeader.MaxJsonBytes);
        if (claimed > (ulong)available)
        {
            throw source.Unreadable(
                $"its header is said to have {claimed} bytes; the file has {fileBytes} in all, and a header at most {SafetensorsHeader.MaxJsonBytes}.");
        }

        byte[] json = new byte[(int)claimed];
        Fill(json);
        SafetensorsHeader header = SafetensorsHeaderParser.Parse(json, source);
        header.CheckCoverage(fileBytes - SafetensorsHeader.LengthBytes - json.Length, source);
        SnapshotMetadata.CheckFormat(header, source);

        // The checksum is that of the file before the checksum was put into it.
        if (header.ChecksumIndex is { } index)
        {
            json.AsSpan(index, SnapshotMetadata.ChecksumDigits).Fill((byte)'0');
        }

        _checksum.Append(json);
        return header;
    }

    /// <summary>Reads bytes until the span is full.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="InvalidDataException">The file ends: it became shorter since it was opened.</exception>
    public void Read(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> chunk = bytes[..Math.Min(bytes.Length, TensorBytes.ChunkBytes)];
            Fill(chunk);
            _checksum.Append(chunk);
            bytes = bytes[chunk.Length..];
        }
    }

    /// <summary>Reads a tensor's elements straight into its memory, of whatever size.</summary>
    /// <param name="value">New, and not of strings.</param>
    public void Read(TensorValue value)
    {
        long byteLength = value.ByteLength;
        for (long offset = 0; offset < byteLength; offset += TensorBytes.ChunkBytes)
        {
            Span<byte> chunk = TensorBytes.Chunk(value.Pointer, offset, byteLength);
            Read(chunk);
            if (value.DataType == TensorDataType.Bool)
            {
                TensorBytes.NormalizeBooleans(chunk);
            }
        }
    }

    private void Fill(Span<byte> bytes)
    {
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length)
        {
            throw source.Unreadable("it became shorter while it was read.");
        }
    }
}
