using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors;

/// <summary>Copies rows, along any axis, from several tensors into one, and from one into several.</summary>
internal static class TensorRows
{
    /// <summary>Joins tensors whose shapes differ in the length of one axis only, which the caller has checked.</summary>
    /// <param name="parts">The tensors, at least one, borrowed.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="length">The sum of their lengths there.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    public static TensorValue Join(ReadOnlySpan<TensorValue> parts, int axis, long length)
    {
        TensorShape shape = parts[0].Shape.WithAxis(axis, length);
        return parts[0].DataType == TensorDataType.String ? JoinStrings(parts, axis, shape) : JoinBytes(parts, axis, shape);
    }

    /// <summary>Copies some rows.</summary>
    /// <param name="whole">The tensor, borrowed.</param>
    /// <param name="axis">The axis of the rows.</param>
    /// <param name="start">The first row.</param>
    /// <param name="shape">The shape of what is copied: that of the whole but for the number of rows.</param>
    /// <returns>A value with one reference, the caller's, over memory of its own.</returns>
    public static TensorValue Extract(in TensorValue whole, int axis, long start, TensorShape shape)
    {
        if (whole.DataType == TensorDataType.String)
        {
            return ExtractStrings(in whole, axis, start, shape);
        }

        TensorValue rows = TensorValue.Allocate(whole.DataType, shape);
        nint outer = OuterCount(shape, axis);
        if (outer > 0)
        {
            nint run = rows.ByteLength / outer;
            nint stride = whole.ByteLength / outer;
            nint source = whole.Pointer + ((nint)start * (stride / (nint)whole.Shape[axis]));
            Address.CopyRuns(source, stride, rows.Pointer, run, run, outer);
        }

        return rows;
    }

    /// <summary>Repeats a tensor that has one row.</summary>
    /// <param name="row">The tensor, borrowed.</param>
    /// <param name="axis">The axis of the rows.</param>
    /// <param name="count">How many rows to make.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    public static TensorValue Repeat(in TensorValue row, int axis, int count)
    {
        TensorValue[] parts = new TensorValue[count];
        Array.Fill(parts, row);
        return Join(parts, axis, count);
    }

    /// <summary>Makes a tensor of zeros.</summary>
    /// <param name="type">The type of the elements; not <see cref="TensorDataType.String"/>.</param>
    /// <param name="shape">The shape.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    public static TensorValue Zeros(TensorDataType type, TensorShape shape)
    {
        TensorValue value = TensorValue.Allocate(type, shape);
        Address.Clear(value.Pointer, value.ByteLength);
        return value;
    }

    private static TensorValue JoinBytes(ReadOnlySpan<TensorValue> parts, int axis, TensorShape shape)
    {
        TensorValue joined = TensorValue.Allocate(parts[0].DataType, shape);
        nint outer = OuterCount(shape, axis);
        if (outer > 0)
        {
            nint target = joined.Pointer;
            nint stride = joined.ByteLength / outer;
            foreach (ref readonly TensorValue part in parts)
            {
                nint run = part.ByteLength / outer;
                Address.CopyRuns(part.Pointer, run, target, stride, run, outer);
                target += run;
            }
        }

        return joined;
    }

    private static TensorValue JoinStrings(ReadOnlySpan<TensorValue> parts, int axis, TensorShape shape)
    {
        string[] joined = new string[shape.ElementCount];
        int outer = (int)OuterCount(shape, axis);
        int stride = outer == 0 ? 0 : joined.Length / outer;
        int start = 0;
        foreach (ref readonly TensorValue part in parts)
        {
            ReadOnlySpan<string> source = part.Strings;
            int run = outer == 0 ? 0 : source.Length / outer;
            for (int i = 0; i < outer; i++)
            {
                source.Slice(i * run, run).CopyTo(joined.AsSpan((i * stride) + start));
            }

            start += run;
        }

        return TensorValue.CreateStrings(shape, joined);
    }

    private static TensorValue ExtractStrings(in TensorValue whole, int axis, long start, TensorShape shape)
    {
        string[] rows = new string[shape.ElementCount];
        int outer = (int)OuterCount(shape, axis);
        for (int i = 0; i < outer; i++)
        {
            int run = rows.Length / outer;
            int stride = whole.Strings.Length / outer;
            int first = (int)start * (stride / (int)whole.Shape[axis]);
            whole.Strings.Slice((i * stride) + first, run).CopyTo(rows.AsSpan(i * run));
        }

        return TensorValue.CreateStrings(shape, rows);
    }

    /// <summary>How often the run of one tensor repeats: the product of the lengths before the axis; 0 when there are no elements.</summary>
    private static nint OuterCount(TensorShape shape, int axis)
    {
        nint count = 1;
        for (int i = 0; i < axis; i++)
        {
            count *= (nint)shape[i];
        }

        return shape.ElementCount == 0 ? 0 : count;
    }
}
