using System.Buffers;
using System.Runtime.InteropServices;

namespace RedisAi.Tensors.Formats;

/// <summary>The bytes of a string tensor in a snapshot file.</summary>
/// <remarks>
/// First the length of each string in bytes, a signed 32-bit number, little-endian, in row-major order; then the bytes of all strings
/// in the same order, with nothing between them.
/// </remarks>
internal static class StringBlock
{
    /// <summary>What the length of one string takes.</summary>
    public const int LengthBytes = sizeof(int);

    /// <summary>The bytes that the strings take together with their lengths.</summary>
    public static long ByteLength(ReadOnlySpan<string> values, StringEncoding encoding)
    {
        long total = (long)values.Length * LengthBytes;
        foreach (string value in values)
        {
            total += encoding.ByteCount(value);
        }

        return total;
    }

    /// <summary>Writes the strings.</summary>
    public static void Write(ReadOnlySpan<string> values, StringEncoding encoding, SnapshotWriter writer)
    {
        foreach (string value in values)
        {
            int length = encoding.ByteCount(value);
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        }

        foreach (string value in values)
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(encoding.ByteCount(value));
            try
            {
                writer.Write(rented.AsSpan(0, encoding.GetBytes(value, rented)));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Reads the strings of one tensor.</summary>
    /// <param name="entry">Where its bytes are; the file is known to have them all.</param>
    /// <param name="encoding">How the characters are encoded.</param>
    /// <param name="shape">How many strings there are to be.</param>
    /// <param name="reader">At the first byte of the tensor.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="InvalidDataException">The lengths do not add up, or a string is not in its encoding.</exception>
    public static TensorValue Read(SafetensorsEntry entry, StringEncoding encoding, TensorShape shape, SnapshotReader reader)
    {
        int[] lengths = ReadLengths(entry, shape, reader);
        string[] values = new string[lengths.Length];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = ReadString(entry, encoding, lengths[index], reader);
        }

        return TensorValue.CreateStrings(shape, values);
    }

    private static int[] ReadLengths(SafetensorsEntry entry, TensorShape shape, SnapshotReader reader)
    {
        // Before any array is made: there cannot be more strings than the file has lengths of.
        long remaining = entry.ByteLength - (shape.ElementCount * LengthBytes);
        if (entry.DataType != TensorDataType.UInt8 || remaining < 0 || shape.ElementCount > Array.MaxLength)
        {
            throw reader.Source.Unreadable(
                $"the tensor {FormatSource.Quote(entry.Name)} is {entry.DataType} of {entry.ByteLength} bytes; strings of the shape {shape} are not stored so.");
        }

        int[] lengths = new int[shape.ElementCount];
        reader.Read(MemoryMarshal.AsBytes(lengths.AsSpan()));
        foreach (int length in lengths)
        {
            remaining = length < 0 ? -1 : remaining - length;
            if (remaining < 0)
            {
                break;
            }
        }

        return remaining == 0
            ? lengths
            : throw reader.Source.Unreadable(
                $"the lengths of the strings in {FormatSource.Quote(entry.Name)} do not add up to its {entry.ByteLength} bytes.");
    }

    private static string ReadString(SafetensorsEntry entry, StringEncoding encoding, int length, SnapshotReader reader)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> bytes = rented.AsSpan(0, length);
            reader.Read(bytes);
            return encoding.GetString(bytes);
        }
        catch (ArgumentException error)
        {
            throw reader.Source.Unreadable($"a string in {FormatSource.Quote(entry.Name)} is not in the encoding it is said to have.", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
