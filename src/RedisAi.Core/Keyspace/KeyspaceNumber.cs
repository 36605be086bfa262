using System.Globalization;
using System.Text;

namespace RedisAi.Keyspace;

/// <summary>Integers as Redis reads and writes them: neither a plus sign nor leading zeros nor blanks.</summary>
internal static class KeyspaceNumber
{
    /// <summary>No 64-bit number has more.</summary>
    private const int MaxDigits = 19;

    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        bool negative = !text.IsEmpty && text[0] == '-';
        ReadOnlySpan<byte> digits = negative ? text[1..] : text;
        if (digits.Length is 0 or > MaxDigits || (digits[0] == '0' && text.Length > 1))
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

    public static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && Text(value) == text;

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static byte[] Bytes(long value) => Encoding.ASCII.GetBytes(Text(value));
}
