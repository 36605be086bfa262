using System.Buffers.Binary;
using RedisAi.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi.Persistence;

/// <summary>The texts of a tensor as a row of bytes: how they are encoded, the length of each, and then all of them.</summary>
internal static class StringRow
{
    private const int HeadBytes = 1;

    public static byte[] Encode(ReadOnlySpan<string> texts)
    {
        StringEncoding encoding = StringEncodingExtensions.Choose(texts);
        byte[] row = new byte[checked((int)(HeadBytes + StringBlock.ByteLength(texts, encoding)))];
        row[0] = (byte)encoding;
        Span<byte> lengths = row.AsSpan(HeadBytes, texts.Length * StringBlock.LengthBytes);
        Span<byte> bytes = row.AsSpan(HeadBytes + lengths.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            int length = encoding.GetBytes(texts[i], bytes);
            BinaryPrimitives.WriteInt32LittleEndian(lengths[(i * StringBlock.LengthBytes)..], length);
            bytes = bytes[length..];
        }

        return row;
    }

    /// <exception cref="InvalidDataException">The bytes are no such row, or not of so many texts.</exception>
    public static TensorValue Decode(TensorShape shape, ReadOnlySpan<byte> row)
    {
        long head = HeadBytes + (shape.ElementCount * StringBlock.LengthBytes);
        if (shape.ElementCount > Array.MaxLength || row.Length < head || row[0] > (byte)StringEncoding.Utf16)
        {
            throw new InvalidDataException($"{row.Length} bytes are no {shape.ElementCount} texts.");
        }

        ReadOnlySpan<byte> lengths = row[HeadBytes..(int)head];
        ReadOnlySpan<byte> bytes = row[(int)head..];
        string[] texts = new string[shape.ElementCount];
        for (int i = 0; i < texts.Length; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(lengths[(i * StringBlock.LengthBytes)..]);
            if (length < 0 || length > bytes.Length)
            {
                throw new InvalidDataException($"Text {i} of {texts.Length} is said to have {length} bytes; {bytes.Length} are left.");
            }

            texts[i] = Text((StringEncoding)row[0], bytes[..length]);
            bytes = bytes[length..];
        }

        return bytes.IsEmpty
            ? TensorValue.CreateStrings(shape, texts)
            : throw new InvalidDataException($"{bytes.Length} bytes follow the last of {texts.Length} texts.");
    }

    private static string Text(StringEncoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException("A text is not in the encoding that it is said to have.", error);
        }
    }
}
