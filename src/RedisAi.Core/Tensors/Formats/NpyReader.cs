using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors.Formats;

/// <summary>Reads one array in the .npy format.</summary>
internal static class NpyReader
{
    /// <summary>Reads an array and leaves the stream after its last element.</summary>
    /// <param name="stream">At the first byte of the array's header.</param>
    /// <param name="source">What is being read.</param>
    /// <param name="cancellationToken">Looked at before each piece.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="InvalidDataException">It is no .npy array, has a fault, or is of a kind that no tensor can hold.</exception>
    public static TensorValue Read(Stream stream, FormatSource source, CancellationToken cancellationToken)
    {
        NpyHeader header = NpyHeader.Read(stream, source);
        TensorBuffer buffer = GrowingBuffer.Read(stream, header.DataBytes, source, cancellationToken);
        bool handedOver = false;
        try
        {
            if (header.Element.DataType == TensorDataType.String)
            {
                return ToStrings(buffer, header, source);
            }

            Normalize(buffer, header);
            if (header.FortranOrder && !FortranOrder.IsSameAsRowMajor(header.Shape))
            {
                return ToRowMajor(buffer, header);
            }

            handedOver = true;
            return new TensorValue(buffer, header.Element.DataType, header.Shape, 0);
        }
        finally
        {
            if (!handedOver)
            {
                buffer.Release();
            }
        }
    }

    private static void Normalize(TensorBuffer buffer, NpyHeader header)
    {
        if (header.Element.BigEndian)
        {
            ByteOrder.Reverse(buffer.Pointer, header.DataBytes, header.Element.ByteSize);
        }

        for (long offset = 0; header.Element.DataType == TensorDataType.Bool && offset < header.DataBytes; offset += TensorBytes.ChunkBytes)
        {
            TensorBytes.NormalizeBooleans(TensorBytes.Chunk(buffer.Pointer, offset, header.DataBytes));
        }
    }

    private static TensorValue ToRowMajor(TensorBuffer buffer, NpyHeader header)
    {
        TensorValue value = TensorValue.Allocate(header.Element.DataType, header.Shape);
        FortranOrder.ToRowMajor(buffer.Pointer, value.Pointer, header.Shape, header.Element.ByteSize);
        return value;
    }

    private static TensorValue ToStrings(TensorBuffer buffer, NpyHeader header, FormatSource source)
    {
        if (header.Shape.ElementCount > Array.MaxLength)
        {
            throw source.Unreadable($"it has {header.Shape.ElementCount} strings; a tensor can hold {Array.MaxLength}.");
        }

        int size = header.Element.ByteSize;
        string[] values = new string[header.Shape.ElementCount];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = NpyText.Decode(Address.Slice(buffer.Pointer, (long)index * size, size), header.Element.BigEndian, source);
        }

        if (header.FortranOrder && !FortranOrder.IsSameAsRowMajor(header.Shape))
        {
            string[] ordered = new string[values.Length];
            FortranOrder.ToRowMajor(ref values[0], ref ordered[0], header.Shape);
            values = ordered;
        }

        return TensorValue.CreateStrings(header.Shape, values);
    }
}
