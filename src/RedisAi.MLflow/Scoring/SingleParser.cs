using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads single precision, which most models take: without a detour through doubles.</summary>
internal readonly struct SingleParser : IElementParser<float>
{
    public static bool TryRead(ref Utf8JsonReader json, ElementRules rules, out float value)
    {
        if (json.TokenType == JsonTokenType.Number)
        {
            // What is too large comes back as infinity.
            return json.TryGetSingle(out value) && float.IsFinite(value) && (!rules.HasFlag(ElementRules.WholeOnly) || float.IsInteger(value));
        }

        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return TryGetMissing(rules, out value);
            case JsonTokenType.True or JsonTokenType.False:
                value = json.TokenType == JsonTokenType.True ? 1 : 0;
                return true;
            case JsonTokenType.String when !json.ValueIsEscaped:
                return TryParse(json.ValueSpan, rules, out value);
            default:
                value = 0;
                return false;
        }
    }

    public static bool TryParse(ReadOnlySpan<byte> text, ElementRules rules, out float value)
    {
        bool parsed = DoubleParser.TryParse(text, rules, out double wide);
        value = (float)wide;
        return parsed && float.IsInfinity(value) == double.IsInfinity(wide);
    }

    public static bool TryGetMissing(ElementRules rules, out float value)
    {
        value = float.NaN;
        return !rules.HasFlag(ElementRules.WholeOnly);
    }
}
