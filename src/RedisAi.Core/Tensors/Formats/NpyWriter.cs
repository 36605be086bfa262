using System.Buffers;

namespace RedisAi.Tensors.Formats;

/// <summary>Writes one tensor in the .npy format: version 1.0, little-endian, row-major.</summary>
/// <param name="value">The tensor; the caller holds a reference.</param>
/// <exception cref="NotSupportedException">numpy has no such type.</exception>
/// <exception cref="ArgumentException">A string is one that numpy would give back changed.</exception>
internal sealed class NpyWriter(TensorValue value)
{
    private readonly NpyHeader _header = new(
        value.DataType == TensorDataType.String ? NpyElement.OfStrings(NpyText.LongestLength(value.Strings)) : NpyElement.Of(value.DataType),
        value.Shape,
        FortranOrder: false);

    /// <summary>The bytes that <see cref="Write"/> will write.</summary>
    public long ByteLength => _header.ToBytes().Length + _header.DataBytes;

    /// <summary>Writes the tensor straight from its memory.</summary>
    /// <param name="stream">Where to write; not disposed here.</param>
    /// <param name="cancellationToken">Looked at before each piece.</param>
    public void Write(Stream stream, CancellationToken cancellationToken)
    {
        stream.Write(_header.ToBytes());
        if (value.DataType == TensorDataType.String)
        {
            WriteStrings(stream, cancellationToken);
            return;
        }

        for (long offset = 0; offset < _header.DataBytes; offset += TensorBytes.ChunkBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(TensorBytes.Chunk(value.Pointer, offset, _header.DataBytes));
        }
    }

    private void WriteStrings(Stream stream, CancellationToken cancellationToken)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(_header.Element.ByteSize);
        try
        {
            Span<byte> element = rented.AsSpan(0, _header.Element.ByteSize);
            foreach (string text in value.Strings)
            {
                cancellationToken.ThrowIfCancellationRequested();
                NpyText.Encode(text, element);
                stream.Write(element);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
