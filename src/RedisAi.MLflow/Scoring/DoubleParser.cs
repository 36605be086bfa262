using System.Globalization;
using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads double precision, and is what narrower types are made of.</summary>
/// <remarks>As in Python, texts may be numbers: so clients write NaN and infinity, for which JSON has no words.</remarks>
internal readonly struct DoubleParser : IElementParser<double>
{
    public static bool TryRead(ref Utf8JsonReader json, ElementRules rules, out double value)
    {
        value = 0;
        switch (json.TokenType)
        {
            case JsonTokenType.Number:
                // What is too large comes back as infinity.
                return json.TryGetDouble(out value) && double.IsFinite(value) && IsAllowed(value, rules);
            case JsonTokenType.Null:
                return TryGetMissing(rules, out value);
            case JsonTokenType.True or JsonTokenType.False:
                value = json.TokenType == JsonTokenType.True ? 1 : 0;
                return true;
            case JsonTokenType.String:
                return !json.ValueIsEscaped && TryParse(json.ValueSpan, rules, out value);
            default:
                return false;
        }
    }

    public static bool TryParse(ReadOnlySpan<byte> text, ElementRules rules, out double value) =>
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || TryParseWord(text, out value)) && IsAllowed(value, rules);

    public static bool TryGetMissing(ElementRules rules, out double value)
    {
        value = double.NaN;
        return !rules.HasFlag(ElementRules.WholeOnly);
    }

    private static bool IsAllowed(double value, ElementRules rules) => !rules.HasFlag(ElementRules.WholeOnly) || double.IsInteger(value);

    /// <summary>Python's other words.</summary>
    private static bool TryParseWord(ReadOnlySpan<byte> text, out double value)
    {
        text = text.Trim((byte)' ');
        bool isNegative = !text.IsEmpty && text[0] == '-';
        value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(isNegative ? text[1..] : text, "inf"u8);
    }
}
