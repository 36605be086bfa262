using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;

namespace RedisAi.MLflow.Scoring;

/// <summary>Writes fractions so short that reading gives the same number again.</summary>
internal readonly struct FractionFormat<T> : IElementFormat<T>
    where T : struct, IFloatingPointIeee754<T>
{
    // No number is longer, its point and zero included.
    private const int MaxBytes = 40;

    private static readonly SearchValues<byte> s_marks = SearchValues.Create(".E"u8);

    public static void Write(ref PredictionWriter json, T value)
    {
        if (!T.IsFinite(value))
        {
            json.Write("null"u8);
            return;
        }

        Span<byte> room = json.Reserve(MaxBytes);
        value.TryFormat(room, out int length, default, CultureInfo.InvariantCulture);
        if (!room[..length].ContainsAny(s_marks))
        {
            ".0"u8.CopyTo(room[length..]);
            length += 2;
        }

        json.Advance(length);
    }
}

/// <summary>Writes bfloat16 as the single that it is the upper half of.</summary>
internal readonly struct BFloat16Format : IElementFormat<BFloat16>
{
    public static void Write(ref PredictionWriter json, BFloat16 value) => FractionFormat<float>.Write(ref json, value.ToSingle());
}

/// <summary>Writes integers.</summary>
internal readonly struct IntegerFormat<T> : IElementFormat<T>
    where T : struct, IBinaryInteger<T>
{
    private const int MaxBytes = 20;

    public static void Write(ref PredictionWriter json, T value)
    {
        value.TryFormat(json.Reserve(MaxBytes), out int length, default, CultureInfo.InvariantCulture);
        json.Advance(length);
    }
}

/// <summary>Writes truth values.</summary>
internal readonly struct BooleanFormat : IElementFormat<bool>
{
    public static void Write(ref PredictionWriter json, bool value) => json.Write(value ? "true"u8 : "false"u8);
}

/// <summary>Writes texts; half of a surrogate pair, which is no text, becomes the replacement character.</summary>
internal readonly struct TextFormat : IElementFormat<string>
{
    public static void Write(ref PredictionWriter json, string value)
    {
        string escaped = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value);
        json.Write((byte)'"');
        json.Advance(Encoding.UTF8.GetBytes(escaped, json.Reserve(Encoding.UTF8.GetMaxByteCount(escaped.Length))));
        json.Write((byte)'"');
    }
}
