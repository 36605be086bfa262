using System.Numerics;
using System.Runtime.InteropServices;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Refusals;

/// <summary>What an input may not hold, column by column: the last axis.</summary>
/// <remarks>Nearly all inputs are finite, which is seen in one quick pass; only others, and columns of categories, are looked at value by value.</remarks>
internal sealed class InputRefusals
{
    private const int SingleExponent = 0x7F80_0000;

    private readonly ColumnRefusals[] _columns;

    /// <param name="width">The number of columns; 0 when it may be any, and all are treated alike.</param>
    public InputRefusals(int width)
    {
        _columns = [.. Enumerable.Range(0, Math.Max(width, 1)).Select(static _ => new ColumnRefusals())];
    }

    public int Width => _columns.Length;

    public ColumnRefusals this[int column] => _columns[column];

    /// <summary>What is wrong with an input, as the end of a sentence; null when nothing is.</summary>
    public string? FindFault(in TensorValue value)
    {
        if (value.Shape.ElementCount > int.MaxValue)
        {
            return "has more elements than are looked through for what the model refuses";
        }

        switch (value.DataType)
        {
            case TensorDataType.Float32:
                ReadOnlySpan<float> singles = value.AsSpan<float>();
                return AreFinite(singles) ? FindUnknown(singles, value.Shape) : FindFault(singles, value.Shape);
            case TensorDataType.Float64:
                return FindFault(value.AsSpan<double>(), value.Shape);
            case TensorDataType.Int64:
                return FindUnknown(value.AsSpan<long>(), value.Shape);
            case TensorDataType.String:
                return FindFault(value.Strings, value.Shape);
            default:
                return null;
        }
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        Vector<int> exponent = new(SingleExponent);
        int i = 0;
        for (; i <= bits.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            if (Vector.EqualsAny(new Vector<int>(bits[i..]) & exponent, exponent))
            {
                return false;
            }
        }

        for (; i < bits.Length; i++)
        {
            if ((bits[i] & SingleExponent) == SingleExponent)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Of finite numbers only those are wrong that are no known category.</summary>
    private string? FindUnknown<T>(ReadOnlySpan<T> values, TensorShape shape)
        where T : struct, INumberBase<T>
    {
        for (int column = 0; column < _columns.Length; column++)
        {
            if (_columns[column].Known.Count == 0)
            {
                continue;
            }

            for (int i = column; i < values.Length; i += _columns.Length)
            {
                if (_columns[column].FindFault(double.CreateChecked(values[i])) is { } fault)
                {
                    return At(i, fault, shape);
                }
            }
        }

        return null;
    }

    private string? FindFault<T>(ReadOnlySpan<T> values, TensorShape shape)
        where T : struct, INumberBase<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (_columns[i % _columns.Length].FindFault(double.CreateChecked(values[i])) is { } fault)
            {
                return At(i, fault, shape);
            }
        }

        return null;
    }

    private string? FindFault(ReadOnlySpan<string> texts, TensorShape shape)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            if (_columns[i % _columns.Length].FindFault(texts[i]) is { } fault)
            {
                return At(i, fault, shape);
            }
        }

        return null;
    }

    /// <summary>Where it is, as a position in the tensor, counted from 0.</summary>
    private static string At(long index, string fault, TensorShape shape)
    {
        long[] position = new long[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (index, position[axis]) = Math.DivRem(index, shape.Dimensions[axis]);
        }

        return $"has at [{string.Join(',', position)}] {fault}";
    }
}
