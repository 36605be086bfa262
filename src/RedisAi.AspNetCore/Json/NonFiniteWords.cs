namespace RedisAi.AspNetCore.Json;

/// <summary>The words that JSON does not have, and many clients write: Python does unless it is told not to.</summary>
internal static class NonFiniteWords
{
    public static ReadOnlySpan<byte> NotANumber => "NaN"u8;

    public static ReadOnlySpan<byte> Infinity => "Infinity"u8;

    public static ReadOnlySpan<byte> NegativeInfinity => "-Infinity"u8;

    /// <summary>Copies a text, with JSON's null in the place of each bare NaN, and the two infinities in quotes.</summary>
    /// <param name="text">Something that is no JSON.</param>
    /// <param name="into">Takes the copy, which may be none either.</param>
    /// <returns>Whether there was any; if not, the copy is of no use.</returns>
    public static bool TryReplace(ReadOnlySpan<byte> text, PooledBytes into)
    {
        bool found = false;
        while (!text.IsEmpty)
        {
            // What comes before a string, or a word, goes over as it is.
            int next = text.IndexOfAny("\"NI-"u8);
            int plain = next < 0 ? text.Length : next;
            Append(into, text[..plain]);
            text = text[plain..];
            if (text.IsEmpty)
            {
                return found;
            }

            int taken = text[0] == '"' ? Copy(into, text[..LengthOfString(text)])
                : text.StartsWith(NotANumber) ? Replace(into, "null"u8, NotANumber.Length, ref found)
                : text.StartsWith(Infinity) ? Replace(into, "\"Infinity\""u8, Infinity.Length, ref found)
                : text.StartsWith(NegativeInfinity) ? Replace(into, "\"-Infinity\""u8, NegativeInfinity.Length, ref found)
                : Copy(into, text[..1]);
            text = text[taken..];
        }

        return found;
    }

    /// <summary>The bytes of a string from quote to quote, of which escaped ones do not end it; all that is left where it does not end.</summary>
    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        for (int at = 1; at < text.Length; at++)
        {
            int next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                break;
            }

            at += next;
            if (text[at] == '"')
            {
                return at + 1;
            }

            // Whatever follows the backslash is passed over.
            at++;
        }

        return text.Length;
    }

    private static int Replace(PooledBytes into, ReadOnlySpan<byte> by, int length, ref bool found)
    {
        found = true;
        Append(into, by);
        return length;
    }

    private static int Copy(PooledBytes into, ReadOnlySpan<byte> bytes)
    {
        Append(into, bytes);
        return bytes.Length;
    }

    private static void Append(PooledBytes into, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(into.GetSpan(bytes.Length));
        into.Advance(bytes.Length);
    }
}
