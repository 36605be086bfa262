using Xunit;

namespace RedisAi.Conformance;

/// <summary>Compares tensors element by element.</summary>
public static class TensorComparison
{
    /// <summary>Same type, same shape, and the same bytes or texts.</summary>
    public static void AssertSame(AiTensor expected, AiTensor actual)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        if (expected.DataType == TensorDataType.String)
        {
            Assert.Equal(expected.AsStrings().ToArray(), actual.AsStrings().ToArray());
        }
        else
        {
            Assert.Equal(expected.AsBytes().ToArray(), actual.AsBytes().ToArray());
        }
    }

    /// <summary>Same type, same shape, and elements that differ by no more than the tolerance, absolute or relative.</summary>
    public static void AssertClose(AiTensor expected, AiTensor actual, double tolerance)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        if (tolerance == 0 || expected.DataType == TensorDataType.String)
        {
            AssertSame(expected, actual);
        }
        else
        {
            AssertClose(ToDoubles(expected), ToDoubles(actual), tolerance);
        }
    }

    public static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool close = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * (1 + Math.Abs(expected[i]));
            Assert.True(close, $"Element {i} is {actual[i]}, not {expected[i]}.");
        }
    }

    public static double[] ToDoubles(AiTensor tensor) => tensor.DataType switch
    {
        TensorDataType.Float32 => Convert<float>(tensor, static value => value),
        TensorDataType.Float64 => Convert<double>(tensor, static value => value),
        TensorDataType.Float16 => Convert<Half>(tensor, static value => (double)value),
        TensorDataType.BFloat16 => Convert<BFloat16>(tensor, static value => (float)value),
        TensorDataType.Int8 => Convert<sbyte>(tensor, static value => value),
        TensorDataType.Int16 => Convert<short>(tensor, static value => value),
        TensorDataType.Int32 => Convert<int>(tensor, static value => value),
        TensorDataType.Int64 => Convert<long>(tensor, static value => value),
        TensorDataType.UInt8 => Convert<byte>(tensor, static value => value),
        TensorDataType.UInt16 => Convert<ushort>(tensor, static value => value),
        TensorDataType.UInt32 => Convert<uint>(tensor, static value => value),
        TensorDataType.UInt64 => Convert<ulong>(tensor, static value => value),
        TensorDataType.Bool => Convert<bool>(tensor, static value => value ? 1 : 0),
        _ => throw new ArgumentException($"{tensor} holds no numbers.", nameof(tensor)),
    };

    private static double[] Convert<T>(AiTensor tensor, Func<T, double> convert)
        where T : unmanaged => [.. tensor.ToArray<T>().Select(convert)];
}
