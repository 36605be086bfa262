using System.Globalization;

namespace RedisAi.Keyspace;

/// <summary>Numbers as Redis reads and writes them.</summary>
internal static class KeyspaceNumber
{
    /// <summary>Reads an integer, which has neither a plus sign nor leading zeros nor blanks.</summary>
    /// <exception cref="KeyspaceException">It is none.</exception>
    public static long Integer(string text) => TryInteger(text, out long value) ? value : throw KeyspaceError.NotInteger();

    public static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && Text(value) == text;

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds two decimal numbers; exactly, as long as they have no more than 28 digits.</summary>
    /// <exception cref="KeyspaceException">One of them is no number, or the sum is none.</exception>
    public static string AddFloats(string left, string right)
    {
        if (TryDecimal(left, out decimal exactLeft) && TryDecimal(right, out decimal exactRight))
        {
            try
            {
                return (exactLeft + exactRight).ToString("0.#################", CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                // Too large to be exact.
            }
        }

        double sum = Float(left) + Float(right);
        return double.IsFinite(sum)
            ? sum.ToString("0.#################", CultureInfo.InvariantCulture)
            : throw new KeyspaceException("ERR increment would produce NaN or Infinity");
    }

    private static bool TryDecimal(string text, out decimal value) => decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out value);

    private static double Float(string text) => text.ToUpperInvariant() switch
    {
        "INF" or "INFINITY" => double.PositiveInfinity,
        "-INF" or "-INFINITY" => double.NegativeInfinity,
        _ => double.TryParse(text, Style, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value) ? value : throw KeyspaceError.NotFloat(),
    };

    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
}
