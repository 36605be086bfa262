using System.Globalization;
using System.Numerics;

namespace RedisAi.Cli.Tensors;

/// <summary>Makes tensors of what is typed.</summary>
internal static class TensorText
{
    /// <summary>A tensor of elements as texts.</summary>
    /// <param name="type">The type.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="values">The elements, as many as the shape has.</param>
    /// <exception cref="FormatException">A text is no element of the type; the message says which.</exception>
    public static AiTensor Parse(TensorDataType type, ReadOnlySpan<long> shape, IReadOnlyList<string> values) => type switch
    {
        TensorDataType.String => AiTensor.CreateStrings(shape, [.. values]),
        TensorDataType.Bool => AiTensor.Create<bool>(shape, Elements(values, type, ParseTruth)),
        TensorDataType.Float64 => Numbers<double>(type, shape, values, NumberStyles.Float),
        TensorDataType.Float32 => Numbers<float>(type, shape, values, NumberStyles.Float),
        TensorDataType.Float16 => Numbers<Half>(type, shape, values, NumberStyles.Float),
        TensorDataType.BFloat16 => AiTensor.Create<BFloat16>(shape, Elements(values, type, static text => BFloat16.FromSingle(float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)))),
        TensorDataType.Int8 => Numbers<sbyte>(type, shape, values, NumberStyles.Integer),
        TensorDataType.Int16 => Numbers<short>(type, shape, values, NumberStyles.Integer),
        TensorDataType.Int32 => Numbers<int>(type, shape, values, NumberStyles.Integer),
        TensorDataType.Int64 => Numbers<long>(type, shape, values, NumberStyles.Integer),
        TensorDataType.UInt8 => Numbers<byte>(type, shape, values, NumberStyles.Integer),
        TensorDataType.UInt16 => Numbers<ushort>(type, shape, values, NumberStyles.Integer),
        TensorDataType.UInt32 => Numbers<uint>(type, shape, values, NumberStyles.Integer),
        TensorDataType.UInt64 => Numbers<ulong>(type, shape, values, NumberStyles.Integer),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type."),
    };

    private static AiTensor Numbers<T>(TensorDataType type, ReadOnlySpan<long> shape, IReadOnlyList<string> values, NumberStyles style)
        where T : unmanaged, INumberBase<T> => AiTensor.Create<T>(shape, Elements(values, type, text => T.Parse(text, style, CultureInfo.InvariantCulture)));

    private static bool ParseTruth(string text) => text.ToUpperInvariant() switch
    {
        "1" or "TRUE" => true,
        "0" or "FALSE" => false,
        _ => throw new FormatException(),
    };

    private static T[] Elements<T>(IReadOnlyList<string> values, TensorDataType type, Func<string, T> parse)
    {
        T[] elements = new T[values.Count];
        for (int i = 0; i < elements.Length; i++)
        {
            try
            {
                elements[i] = parse(values[i]);
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                throw new FormatException($"'{values[i]}', the element {i}, is no {TensorTypes.NameOf(type)}.", error);
            }
        }

        return elements;
    }
}
