using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads truth values, which may be written as 0 and 1.</summary>
internal readonly struct BooleanParser : IElementParser<bool>
{
    public static bool TryRead(ref Utf8JsonReader json, ElementRules rules, out bool value)
    {
        value = json.TokenType == JsonTokenType.True;
        return json.TokenType is JsonTokenType.True or JsonTokenType.False
            || (json.TokenType is JsonTokenType.Number or JsonTokenType.String && TryParse(json.ValueSpan, rules, out value));
    }

    public static bool TryParse(ReadOnlySpan<byte> text, ElementRules rules, out bool value)
    {
        value = text.SequenceEqual("1"u8) || text.SequenceEqual("1.0"u8) || Ascii.EqualsIgnoreCase(text, "true"u8);
        return value || text.SequenceEqual("0"u8) || text.SequenceEqual("0.0"u8) || Ascii.EqualsIgnoreCase(text, "false"u8);
    }

    public static bool TryGetMissing(ElementRules rules, out bool value)
    {
        value = false;
        return false;
    }
}
