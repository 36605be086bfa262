using System.Globalization;
using System.Text;

namespace RedisAi.Keyspace;

/// <summary>Integers as Redis reads and writes them: neither a plus sign nor leading zeros nor blanks.</summary>
internal static class KeyspaceNumber
{
    /// <summary>As many characters as the longest integer has.</summary>
    private const int MaxLength = 20;

    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        Span<byte> written = stackalloc byte[MaxLength];
        return text.Length <= MaxLength
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value.TryFormat(written, out int length, default, CultureInfo.InvariantCulture)
            && text.SequenceEqual(written[..length]);
    }

    public static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && Text(value) == text;

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static byte[] Bytes(long value) => Encoding.ASCII.GetBytes(Text(value));
}
