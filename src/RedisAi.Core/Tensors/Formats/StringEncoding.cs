using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Tensors.Formats;

/// <summary>How the characters of a stored string tensor become bytes. All strings of a tensor have the same encoding.</summary>
internal enum StringEncoding
{
    /// <summary>UTF-8, strictly: the usual one.</summary>
    Utf8,

    /// <summary>The characters as they are in memory, 2 bytes each, little-endian: for strings that have no UTF-8.</summary>
    Utf16,
}

/// <summary>What an encoding does.</summary>
internal static class StringEncodingExtensions
{
    /// <summary>Strings up to here have UTF-8 that fits into an array, whatever they hold.</summary>
    private static readonly int s_maxUtf8Characters = Array.MaxLength / 3;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Chooses UTF-8 unless a string holds half of a surrogate pair, which UTF-8 cannot express, or has a billion characters.</summary>
    public static StringEncoding Choose(ReadOnlySpan<string> values)
    {
        foreach (string value in values)
        {
            if (value.Length > s_maxUtf8Characters || !IsWellFormed(value))
            {
                return StringEncoding.Utf16;
            }
        }

        return StringEncoding.Utf8;
    }

    /// <summary>Whether each surrogate is one of a pair.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        int surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (surrogate >= 0)
        {
            text = text[surrogate..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1]))
            {
                return false;
            }

            text = text[2..];
            surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }

    /// <summary>The bytes that a string takes.</summary>
    public static int ByteCount(this StringEncoding encoding, string value) =>
        encoding == StringEncoding.Utf8 ? s_strictUtf8.GetByteCount(value) : value.Length * sizeof(char);

    /// <summary>Writes a string's bytes and returns how many they are.</summary>
    public static int GetBytes(this StringEncoding encoding, string value, Span<byte> destination)
    {
        if (encoding == StringEncoding.Utf8)
        {
            return s_strictUtf8.GetBytes(value, destination);
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(value.AsSpan());
        bytes.CopyTo(destination);
        return bytes.Length;
    }

    /// <summary>Makes a string of its bytes.</summary>
    /// <exception cref="ArgumentException">They are not in this encoding.</exception>
    public static string GetString(this StringEncoding encoding, ReadOnlySpan<byte> bytes)
    {
        if (encoding == StringEncoding.Utf8)
        {
            return s_strictUtf8.GetString(bytes);
        }

        return bytes.Length % sizeof(char) == 0
            ? new string(MemoryMarshal.Cast<byte, char>(bytes))
            : throw new ArgumentException($"UTF-16 takes 2 bytes for each character; there are {bytes.Length}.", nameof(bytes));
    }
}
