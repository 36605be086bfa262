using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RedisAi.Keyspace;

/// <summary>Makes texts of bytes and back without loss: bytes that are no UTF-8 become single halves of surrogate pairs, as Python's surrogateescape does.</summary>
internal static class LosslessText
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        Span<char> rune = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune value, out int consumed) == OperationStatus.Done)
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

    /// <summary>Encodes a text; half of a pair that stands for no byte becomes U+FFFD.</summary>
    public static byte[] Encode(string text)
    {
        TryEncode(text, out byte[] bytes);
        return bytes;
    }

    /// <summary>Encodes a text; says whether it was without loss, or else half of a pair became U+FFFD.</summary>
    public static bool TryEncode(string text, out byte[] bytes)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            bytes = Encoding.UTF8.GetBytes(text);
            return true;
        }

        bool lossless = true;
        List<byte> encoded = new(2 * text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            OperationStatus status = Rune.DecodeFromUtf16(text.AsSpan(i), out Rune value, out int consumed);
            if (status != OperationStatus.Done && text[i] is >= FirstEscape and <= LastEscape)
            {
                encoded.Add((byte)(text[i] - 0xDC00));
            }
            else
            {
                lossless &= status == OperationStatus.Done;
                encoded.AddRange(utf8[..value.EncodeToUtf8(utf8)]);
            }

            i += consumed;
        }

        bytes = [.. encoded];
        return lossless;
    }
}
