using System.Globalization;
using System.Numerics;
using System.Text;
using RedisAi.Keyspace;
using RedisAi.Tensors;

namespace RedisAi.Dags.Text;

/// <summary>Makes tensors of elements that RedisAI's clients write one by one.</summary>
internal static class TensorElements
{
    private const NumberStyles FloatStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private delegate T ElementParser<out T>(ReadOnlySpan<byte> token, bool refusesNegatives);

    /// <summary>Makes a tensor of tokens, as many as it has elements.</summary>
    public static TensorValue Read<TTokens>(TensorDataType type, TensorShape shape, TTokens tokens, int first, bool refusesNegatives)
        where TTokens : ICommandTokens => type switch
        {
            TensorDataType.Float32 => Create(shape, tokens, first, refusesNegatives, static (token, _) => (float)Float(token)),
            TensorDataType.Float64 => Create(shape, tokens, first, refusesNegatives, static (token, _) => Float(token)),
            TensorDataType.Int8 => Create(shape, tokens, first, refusesNegatives, Integer<sbyte>),
            TensorDataType.Int16 => Create(shape, tokens, first, refusesNegatives, Integer<short>),
            TensorDataType.Int32 => Create(shape, tokens, first, refusesNegatives, Integer<int>),
            TensorDataType.Int64 => Create(shape, tokens, first, refusesNegatives, Integer<long>),
            TensorDataType.UInt8 => Create(shape, tokens, first, refusesNegatives, Integer<byte>),
            TensorDataType.UInt16 => Create(shape, tokens, first, refusesNegatives, Integer<ushort>),
            TensorDataType.Bool => Create(shape, tokens, first, refusesNegatives, Truth),
            _ => Strings(shape, tokens, first),
        };

    private static TensorValue Create<TTokens, T>(TensorShape shape, TTokens tokens, int first, bool refusesNegatives, ElementParser<T> parse)
        where TTokens : ICommandTokens
        where T : unmanaged
    {
        TensorValue value = TensorValue.Allocate(shape, out Span<T> elements);
        try
        {
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = parse(tokens.Bytes(first + i), refusesNegatives);
            }
        }
        catch
        {
            value.Release();
            throw;
        }

        return value;
    }

    private static TensorValue Strings<TTokens>(TensorShape shape, TTokens tokens, int first)
        where TTokens : ICommandTokens
    {
        string[] elements = new string[shape.ElementCount];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = Element(tokens.Bytes(first + i));
        }

        return TensorValue.CreateStrings(shape, elements);
    }

    private static T Integer<T>(ReadOnlySpan<byte> token, bool refusesNegatives)
        where T : IBinaryInteger<T> =>
        KeyspaceNumber.TryInteger(token, out long value) && long.CreateTruncating(T.CreateTruncating(value)) == value && (value >= 0 || !refusesNegatives)
            ? T.CreateTruncating(value)
            : throw InvalidValue();

    private static bool Truth(ReadOnlySpan<byte> token, bool refusesNegatives) => token switch
    {
        [(byte)'0'] => false,
        [(byte)'1'] => true,
        _ => throw InvalidValue(),
    };

    private static double Float(ReadOnlySpan<byte> token)
    {
        if (double.TryParse(token, FloatStyle, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return value;
        }

        bool negative = !token.IsEmpty && token[0] == '-';
        ReadOnlySpan<byte> name = !token.IsEmpty && token[0] is (byte)'-' or (byte)'+' ? token[1..] : token;
        return !Ascii.EqualsIgnoreCase(name, "inf") && !Ascii.EqualsIgnoreCase(name, "infinity") ? throw InvalidValue()
            : negative ? double.NegativeInfinity
            : double.PositiveInfinity;
    }

    /// <summary>One zero at the end is the end, and none within.</summary>
    private static string Element(ReadOnlySpan<byte> token)
    {
        ReadOnlySpan<byte> element = !token.IsEmpty && token[^1] == 0 ? token[..^1] : token;
        return element.Contains((byte)0) ? throw new DagCommandException("ERR C-string value contains null character") : LosslessText.Decode(element);
    }

    private static DagCommandException InvalidValue() => new("ERR invalid value");
}
