using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RedisAi.Tensors.Formats;

/// <summary>numpy's text: UTF-32 in elements of equal length, filled up with zeros.</summary>
internal static class NpyText
{
    /// <summary>Makes a string of an element, less the zeros at its end.</summary>
    /// <param name="element">Whole code points.</param>
    /// <param name="bigEndian">The order of their bytes.</param>
    /// <param name="source">What is being read.</param>
    /// <exception cref="InvalidDataException">A code point is half of a surrogate pair or above 10FFFF.</exception>
    public static string Decode(ReadOnlySpan<byte> element, bool bigEndian, FormatSource source)
    {
        int length = element.LastIndexOfAnyExcept((byte)0) / NpyElement.BytesPerCodePoint;
        length = element.ContainsAnyExcept((byte)0) ? length + 1 : 0;

        char[] characters = ArrayPool<char>.Shared.Rent(length * 2);
        try
        {
            int written = 0;
            for (int index = 0; index < length; index++)
            {
                ReadOnlySpan<byte> bytes = element.Slice(index * NpyElement.BytesPerCodePoint, NpyElement.BytesPerCodePoint);
                uint codePoint = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                written += Rune.TryCreate(codePoint, out Rune rune)
                    ? rune.EncodeToUtf16(characters.AsSpan(written))
                    : throw source.Unreadable($"a string has the code point {codePoint:X4}, which is no character.");
            }

            return new string(characters, 0, written);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    /// <summary>Writes a string as an element; what is left of it becomes zero.</summary>
    /// <param name="value">Without lone surrogates, and short enough.</param>
    /// <param name="element">Where to write, little-endian.</param>
    public static void Encode(string value, Span<byte> element)
    {
        foreach (Rune rune in value.EnumerateRunes())
        {
            BinaryPrimitives.WriteInt32LittleEndian(element, rune.Value);
            element = element[NpyElement.BytesPerCodePoint..];
        }

        element.Clear();
    }

    /// <summary>The length of the longest string in code points; at least 1, since numpy has no elements of no length.</summary>
    /// <exception cref="ArgumentException">A string is one that numpy would give back changed.</exception>
    public static int LongestLength(ReadOnlySpan<string> values)
    {
        int longest = 1;
        foreach (string value in values)
        {
            if (value.EndsWith('\0'))
            {
                throw new ArgumentException("A string ends in a zero, which numpy cannot tell from what it fills strings up with.", nameof(values));
            }

            if (!StringEncodingExtensions.IsWellFormed(value))
            {
                throw new ArgumentException("A string holds half of a surrogate pair, which is no character and has no place in an .npy file.", nameof(values));
            }

            longest = Math.Max(longest, value.EnumerateRunes().Count());
        }

        return longest <= NpyElement.MaxCodePoints
            ? longest
            : throw new ArgumentException($"A string has {longest} characters; {NpyElement.MaxCodePoints} fit into an .npy file.", nameof(values));
    }
}
