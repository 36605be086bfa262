using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>How far the outputs of two versions lie apart.</summary>
/// <param name="Largest">The largest absolute difference of two numbers; where one of them is not a number, or a text differs, 1.</param>
/// <param name="IsEqual">Whether all is the same.</param>
internal sealed record OutputDifference(double Largest, bool IsEqual)
{
    /// <summary>Compares outputs; null when their number, types or shapes differ.</summary>
    public static OutputDifference? Of(ReadOnlySpan<TensorValue> left, ReadOnlySpan<TensorValue> right)
    {
        if (left.Length != right.Length)
        {
            return null;
        }

        double largest = 0;
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i].IsEmpty != right[i].IsEmpty || left[i].DataType != right[i].DataType || (!left[i].IsEmpty && !left[i].Shape.Equals(right[i].Shape)))
            {
                return null;
            }

            largest = left[i].IsEmpty ? largest : Math.Max(largest, Between(in left[i], in right[i]));
        }

        return new OutputDifference(largest, largest == 0);
    }

    private static double Between(in TensorValue left, in TensorValue right) => left.DataType switch
    {
        TensorDataType.Float32 => LargestOf(left.AsSpan<float>(), right.AsSpan<float>()),
        TensorDataType.Float64 => LargestOf(left.AsSpan<double>(), right.AsSpan<double>()),
        TensorDataType.Float16 => LargestOf(left.AsSpan<Half>(), right.AsSpan<Half>()),
        TensorDataType.Int64 => LargestOf(left.AsSpan<long>(), right.AsSpan<long>()),
        TensorDataType.Int32 => LargestOf(left.AsSpan<int>(), right.AsSpan<int>()),
        TensorDataType.String => left.Strings.SequenceEqual(right.Strings) ? 0 : 1,
        _ => left.Bytes.SequenceEqual(right.Bytes) ? 0 : 1,
    };

    private static double LargestOf<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        double largest = 0;
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i].Equals(right[i]))
            {
                continue;
            }

            double difference = Math.Abs(double.CreateSaturating(left[i]) - double.CreateSaturating(right[i]));
            largest = Math.Max(largest, double.IsFinite(difference) ? difference : 1);
        }

        return largest;
    }
}
