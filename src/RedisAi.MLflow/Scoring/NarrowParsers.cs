using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads half precision.</summary>
internal readonly struct HalfParser : IElementParser<Half>
{
    public static bool TryRead(ref Utf8JsonReader json, ElementRules rules, out Half value) => Narrow(DoubleParser.TryRead(ref json, rules, out double wide), wide, out value);

    public static bool TryParse(ReadOnlySpan<byte> text, ElementRules rules, out Half value) => Narrow(DoubleParser.TryParse(text, rules, out double wide), wide, out value);

    public static bool TryGetMissing(ElementRules rules, out Half value) => Narrow(DoubleParser.TryGetMissing(rules, out double wide), wide, out value);

    private static bool Narrow(bool read, double wide, out Half value)
    {
        value = (Half)wide;
        return read && Half.IsInfinity(value) == double.IsInfinity(wide);
    }
}

/// <summary>Reads bfloat16.</summary>
internal readonly struct BFloat16Parser : IElementParser<BFloat16>
{
    public static bool TryRead(ref Utf8JsonReader json, ElementRules rules, out BFloat16 value) => Narrow(SingleParser.TryRead(ref json, rules, out float wide), wide, out value);

    public static bool TryParse(ReadOnlySpan<byte> text, ElementRules rules, out BFloat16 value) => Narrow(SingleParser.TryParse(text, rules, out float wide), wide, out value);

    public static bool TryGetMissing(ElementRules rules, out BFloat16 value) => Narrow(SingleParser.TryGetMissing(rules, out float wide), wide, out value);

    private static bool Narrow(bool read, float wide, out BFloat16 value)
    {
        value = (BFloat16)wide;
        return read && float.IsInfinity((float)value) == float.IsInfinity(wide);
    }
}
