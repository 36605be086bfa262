using System.Globalization;
using System.Numerics;
using System.Text;
using RedisAi.Tensors;

namespace RedisAi.Dags.Text;

/// <summary>Makes tensors of what RedisAI's clients write.</summary>
internal static class TensorContents
{
    private const NumberStyles FloatStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A tensor of zeros, or of empty strings.</summary>
    public static AiTensor Zeros(TensorDataType type, TensorShape shape)
    {
        if (shape.ElementCount > Array.MaxLength || (type != TensorDataType.String && TensorElement.ByteLength(type, shape) > Array.MaxLength))
        {
            throw new DagCommandException("ERR could not save tensor");
        }

        return type == TensorDataType.String
            ? AiTensor.CreateStrings(shape.Dimensions, [.. Enumerable.Repeat("", (int)shape.ElementCount)])
            : AiTensor.FromBytes(type, shape.Dimensions, new byte[TensorElement.ByteLength(type, shape)]);
    }

    public static AiTensor FromBlob(TensorDataType type, TensorShape shape, ReadOnlySpan<byte> blob)
    {
        if (type == TensorDataType.String)
        {
            return FromStrings(shape, blob);
        }

        if (shape.ElementCount > Array.MaxLength || blob.Length != TensorElement.ByteLength(type, shape))
        {
            throw new DagCommandException("ERR data length does not match tensor shape and type");
        }

        return type == TensorDataType.Bool && blob.ContainsAnyExceptInRange((byte)0, (byte)1)
            ? throw new DagCommandException("ERR BOOL tensor elements must be 0 or 1")
            : AiTensor.FromBytes(type, shape.Dimensions, blob);
    }

    /// <summary>Makes a tensor of tokens, as many as it has elements.</summary>
    public static AiTensor FromValues(TensorDataType type, TensorShape shape, CommandTokens tokens, int first) => type switch
    {
        TensorDataType.Float32 => Create(shape, tokens, first, static text => (float)Float(text)),
        TensorDataType.Float64 => Create(shape, tokens, first, Float),
        TensorDataType.Int8 => Create(shape, tokens, first, Integer<sbyte>),
        TensorDataType.Int16 => Create(shape, tokens, first, Integer<short>),
        TensorDataType.Int32 => Create(shape, tokens, first, Integer<int>),
        TensorDataType.Int64 => Create(shape, tokens, first, Integer<long>),
        TensorDataType.UInt8 => Create(shape, tokens, first, Integer<byte>),
        TensorDataType.UInt16 => Create(shape, tokens, first, Integer<ushort>),
        TensorDataType.Bool => Create(shape, tokens, first, static text => text switch
        {
            "0" => false,
            "1" => true,
            _ => throw InvalidValue(),
        }),
        _ => AiTensor.CreateStrings(shape.Dimensions, [.. Enumerable.Range(first, (int)shape.ElementCount).Select(place => Element(tokens.Text(place)))]),
    };

    private static AiTensor Create<T>(TensorShape shape, CommandTokens tokens, int first, Func<string, T> parse)
        where T : unmanaged
    {
        T[] values = new T[shape.ElementCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = parse(tokens.Text(first + i));
        }

        return AiTensor.Create<T>(shape.Dimensions, values);
    }

    /// <summary>Negative ones are taken, which RedisAI refuses by mistake.</summary>
    private static T Integer<T>(string text)
        where T : IBinaryInteger<T> =>
        Keyspace.KeyspaceNumber.TryInteger(text, out long value) && long.CreateTruncating(T.CreateTruncating(value)) == value ? T.CreateTruncating(value) : throw InvalidValue();

    private static double Float(string text) => text.ToUpperInvariant() switch
    {
        "INF" or "+INF" or "INFINITY" or "+INFINITY" => double.PositiveInfinity,
        "-INF" or "-INFINITY" => double.NegativeInfinity,
        _ => double.TryParse(text, FloatStyle, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw InvalidValue(),
    };

    /// <summary>One zero at the end is the end, and none within.</summary>
    private static string Element(string text)
    {
        string element = text.EndsWith('\0') ? text[..^1] : text;
        return element.Contains('\0', StringComparison.Ordinal) ? throw new DagCommandException("ERR C-string value contains null character") : element;
    }

    /// <summary>Strings one after the other, each with a zero at its end.</summary>
    private static AiTensor FromStrings(TensorShape shape, ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty || blob[^1] != 0 || blob.Count((byte)0) != shape.ElementCount)
        {
            throw new DagCommandException("ERR Number of string elements in data blob does not match tensor length");
        }

        return AiTensor.CreateStrings(shape.Dimensions, Encoding.UTF8.GetString(blob[..^1]).Split('\0'));
    }

    private static DagCommandException InvalidValue() => new("ERR invalid value");
}
