using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads integers: exactly, or not at all.</summary>
/// <typeparam name="T">The C# type of the elements.</typeparam>
internal readonly struct IntegerParser<T> : IElementParser<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public static bool TryRead(ref Utf8JsonReader json, ElementRules rules, out T value)
    {
        value = T.Zero;
        switch (json.TokenType)
        {
            case JsonTokenType.Number:
                return TryParse(json.ValueSpan, rules, out value);
            case JsonTokenType.True or JsonTokenType.False:
                value = json.TokenType == JsonTokenType.True ? T.One : T.Zero;
                return true;
            case JsonTokenType.String:
                return !json.ValueIsEscaped && TryParse(json.ValueSpan, rules, out value);
            default:
                return false;
        }
    }

    public static bool TryParse(ReadOnlySpan<byte> text, ElementRules rules, out T value) =>
        rules.HasFlag(ElementRules.Time)
            ? TryParseTime(text, out value)
            : T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value) || (rules.HasFlag(ElementRules.WholeFractions) && TryParseWhole(text, out value));

    public static bool TryGetMissing(ElementRules rules, out T value)
    {
        value = T.Zero;
        return false;
    }

    /// <summary>As in 10.0 and 1e3.</summary>
    private static bool TryParseWhole(ReadOnlySpan<byte> text, out T value)
    {
        value = T.Zero;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
            || !decimal.IsInteger(exact)
            || exact < decimal.CreateChecked(T.MinValue)
            || exact > decimal.CreateChecked(T.MaxValue))
        {
            return false;
        }

        value = T.CreateChecked(exact);
        return true;
    }

    /// <summary>Nanoseconds since 1970, as numpy counts them; a time without a zone is UTC.</summary>
    private static bool TryParseTime(ReadOnlySpan<byte> text, out T value)
    {
        value = T.Zero;
        if (!DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return false;
        }

        Int128 nanoseconds = (Int128)(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        if (nanoseconds < Int128.CreateChecked(T.MinValue) || nanoseconds > Int128.CreateChecked(T.MaxValue))
        {
            return false;
        }

        value = T.CreateChecked(nanoseconds);
        return true;
    }
}
