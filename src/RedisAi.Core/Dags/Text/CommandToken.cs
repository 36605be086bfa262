using System.Text;
using RedisAi.Keyspace;

namespace RedisAi.Dags.Text;

/// <summary>What a token says, without making a string of it where none is needed.</summary>
internal static class CommandToken
{
    /// <summary>No 64-bit number has more.</summary>
    private const int MaxDigits = 19;

    /// <summary>Whether a token is a word, in capitals or not.</summary>
    public static bool Is(ReadOnlySpan<byte> token, string word) => Ascii.EqualsIgnoreCase(token, word);

    public static bool Is<TTokens>(this TTokens tokens, int place, string word)
        where TTokens : ICommandTokens => place < tokens.Count && Is(tokens.Bytes(place), word);

    public static string Text<TTokens>(this TTokens tokens, int place)
        where TTokens : ICommandTokens => LosslessText.Decode(tokens.Bytes(place));

    public static bool TryInteger<TTokens>(this TTokens tokens, int place, out long value)
        where TTokens : ICommandTokens => TryInteger(tokens.Bytes(place), out value);

    /// <summary>Reads an integer as Redis does: with neither a plus sign nor leading zeros nor blanks.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> token, out long value)
    {
        value = 0;
        bool negative = !token.IsEmpty && token[0] == '-';
        ReadOnlySpan<byte> digits = negative ? token[1..] : token;
        if (digits.Length is 0 or > MaxDigits || (digits[0] == '0' && token.Length > 1))
        {
            return false;
        }

        ulong magnitude = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            magnitude = (magnitude * 10) + (ulong)(digit - '0');
        }

        if (magnitude > (negative ? 1UL + long.MaxValue : long.MaxValue))
        {
            return false;
        }

        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }
}
