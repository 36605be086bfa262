using System.Text;

namespace RedisAi.Keyspace;

/// <summary>Makes texts of bytes and back without loss: bytes that are no UTF-8 become single halves of surrogate pairs, as Python's surrogateescape does.</summary>
internal static class LosslessText
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        Span<char> rune = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune value, out int consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune[..value.EncodeToUtf16(rune)]);
                bytes = bytes[consumed..];
            }
            else
            {
                text.Append((char)(0xDC00 + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    public static byte[] Encode(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstEscape, LastEscape) < 0)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        List<byte> bytes = new(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out Rune value, out int consumed) == System.Buffers.OperationStatus.Done)
            {
                bytes.AddRange(utf8[..value.EncodeToUtf8(utf8)]);
            }
            else if (text[i] is >= FirstEscape and <= LastEscape)
            {
                bytes.Add((byte)(text[i] - 0xDC00));
            }
            else
            {
                bytes.AddRange(utf8[..value.EncodeToUtf8(utf8)]);
            }

            i += consumed;
        }

        return [.. bytes];
    }
}
