using System.Runtime.InteropServices;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Compares a row of an output with what it is when it comes alone.</summary>
/// <remarks>
/// A runtime adds in another order when there are more rows, so floats may differ by rounding: by <c>relative * |value| + ofRow * largest |value|
/// of the row + 1e-6</c>, the factors being those of <see cref="Tolerance"/>. NaN equals NaN. Doubles have the tolerance of singles, from which
/// many models make them. All else must be equal.
/// </remarks>
internal static class RowComparison
{
    private const double Absolute = 1e-6;

    /// <summary>Whether an output of so many rows can be split into outputs of the shape of one row.</summary>
    public static bool CanSplit(in TensorValue alone, in TensorValue together, int axis, int rows)
    {
        if (alone.IsEmpty || together.IsEmpty)
        {
            return alone.IsEmpty && together.IsEmpty;
        }

        return together.DataType == alone.DataType && axis < alone.Shape.Rank && alone.Shape[axis] == 1 && together.Shape.Equals(alone.Shape.WithAxis(axis, rows));
    }

    /// <summary>Whether one row of an output is what it is alone; their shapes fit.</summary>
    public static bool IsSame(in TensorValue alone, in TensorValue together, int axis, int row)
    {
        if (alone.IsEmpty)
        {
            return true;
        }

        Rows rows = new((int)Product(alone.Shape, axis + 1, alone.Shape.Rank), (int)together.Shape[axis], row);
        return alone.DataType switch
        {
            TensorDataType.String => IsEqual(alone.Strings, together.Strings, rows),
            TensorDataType.Float32 => IsClose<float>(alone.Bytes, together.Bytes, rows, Tolerance(alone.DataType), static value => value),
            TensorDataType.Float64 => IsClose<double>(alone.Bytes, together.Bytes, rows, Tolerance(alone.DataType), static value => value),
            TensorDataType.Float16 => IsClose<Half>(alone.Bytes, together.Bytes, rows, Tolerance(alone.DataType), static value => (double)value),
            TensorDataType.BFloat16 => IsClose<BFloat16>(alone.Bytes, together.Bytes, rows, Tolerance(alone.DataType), static value => value.ToSingle()),
            _ => IsEqual(alone.Bytes, together.Bytes, rows with { Inner = rows.Inner * alone.DataType.ByteSize() }),
        };
    }

    /// <summary>The number of elements that some axes span.</summary>
    public static long Product(TensorShape shape, int first, int end)
    {
        long product = 1;
        for (int axis = first; axis < end; axis++)
        {
            product *= shape[axis];
        }

        return product;
    }

    private static (double Relative, double OfRow) Tolerance(TensorDataType type) => type switch
    {
        TensorDataType.Float16 => (1e-2, 4e-3),
        TensorDataType.BFloat16 => (4e-2, 2e-2),
        _ => (1e-4, 1e-5),
    };

    private static bool IsEqual<T>(ReadOnlySpan<T> alone, ReadOnlySpan<T> together, Rows rows)
        where T : IEquatable<T>
    {
        for (int from = 0; from < alone.Length; from += rows.Inner)
        {
            if (!alone.Slice(from, rows.Inner).SequenceEqual(together.Slice(rows.IndexOf(from), rows.Inner)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsClose<T>(ReadOnlySpan<byte> aloneBytes, ReadOnlySpan<byte> togetherBytes, Rows rows, (double Relative, double OfRow) tolerance, Func<T, double> widen)
        where T : unmanaged
    {
        ReadOnlySpan<T> alone = MemoryMarshal.Cast<byte, T>(aloneBytes);
        ReadOnlySpan<T> together = MemoryMarshal.Cast<byte, T>(togetherBytes);
        double largest = 0;
        foreach (T element in alone)
        {
            double value = Math.Abs(widen(element));
            largest = double.IsFinite(value) ? Math.Max(largest, value) : largest;
        }

        for (int i = 0; i < alone.Length; i++)
        {
            double expected = widen(alone[i]);
            double actual = widen(together[rows.IndexOf(i)]);
            bool close = Math.Abs(expected - actual) <= (tolerance.Relative * Math.Max(Math.Abs(expected), Math.Abs(actual))) + (tolerance.OfRow * largest) + Absolute;

            // Equals, unlike ==, holds for two NaNs; infinities are close to nothing, but equal to themselves.
            if (!expected.Equals(actual) && !(close && double.IsFinite(expected) && double.IsFinite(actual)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the elements of one row are among those of all.</summary>
    private readonly record struct Rows(int Inner, int Count, int Row)
    {
        public int IndexOf(int index) => (((index / Inner * Count) + Row) * Inner) + (index % Inner);
    }
}
