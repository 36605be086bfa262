using System.Globalization;
using System.Text;

namespace RedisAi.Keyspace;

/// <summary>A number with a fraction as Redis reads and writes it; exact as long as it has no more than 28 digits.</summary>
internal readonly struct KeyspaceFloat
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private readonly decimal? _exact;
    private readonly double _value;

    private KeyspaceFloat(decimal? exact, double value)
    {
        _exact = exact;
        _value = value;
    }

    public bool IsFinite => double.IsFinite(_value);

    public static bool TryParse(ReadOnlySpan<byte> bytes, out KeyspaceFloat number)
    {
        if (decimal.TryParse(bytes, Style, CultureInfo.InvariantCulture, out decimal exact))
        {
            number = new KeyspaceFloat(exact, (double)exact);
            return true;
        }

        bool valid = TryDouble(bytes, out double value);
        number = new KeyspaceFloat(null, value);
        return valid;
    }

    public KeyspaceFloat Add(KeyspaceFloat other)
    {
        if (_exact is { } left && other._exact is { } right)
        {
            try
            {
                return new KeyspaceFloat(left + right, _value + other._value);
            }
            catch (OverflowException)
            {
                // Too large to be exact.
            }
        }

        return new KeyspaceFloat(null, _value + other._value);
    }

    /// <summary>Writes the number with up to 17 decimals, and without an exponent.</summary>
    public byte[] ToBytes()
    {
        const string Format = "0.#################";
        string text = _exact?.ToString(Format, CultureInfo.InvariantCulture) ?? _value.ToString(Format, CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(text);
    }

    private static bool TryDouble(ReadOnlySpan<byte> bytes, out double value)
    {
        bool isNegative = bytes.StartsWith("-"u8);
        ReadOnlySpan<byte> digits = bytes.StartsWith("-"u8) || bytes.StartsWith("+"u8) ? bytes[1..] : bytes;
        if (Ascii.EqualsIgnoreCase(digits, "inf"u8) || Ascii.EqualsIgnoreCase(digits, "infinity"u8))
        {
            value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        // The names that .NET has for what is not finite are none of Redis'.
        return double.TryParse(bytes, Style, CultureInfo.InvariantCulture, out value) && digits.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;
    }
}
