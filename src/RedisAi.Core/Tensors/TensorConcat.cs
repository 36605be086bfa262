using RedisAi.Backends;

namespace RedisAi.Tensors;

/// <summary>Joins tensors along an axis.</summary>
internal static class TensorConcat
{
    public static AiTensor Join(ReadOnlySpan<AiTensor> tensors, int axis)
    {
        TensorShape shape = JoinedShape(tensors, axis);
        return tensors[0].DataType == TensorDataType.String ? JoinStrings(tensors, axis, shape) : JoinBytes(tensors, axis, shape);
    }

    private static TensorShape JoinedShape(ReadOnlySpan<AiTensor> tensors, int axis)
    {
        AiTensor first = tensors[0];
        long length = 0;
        foreach (AiTensor tensor in tensors)
        {
            if (tensor.DataType != first.DataType || tensor.Rank != first.Rank || !tensor.Shape.WithAxis(axis, 1).Equals(first.Shape.WithAxis(axis, 1)))
            {
                throw new ArgumentException($"{first} and {tensor} cannot be joined along axis {axis}.", nameof(tensors));
            }

            length = checked(length + tensor.Shape[axis]);
        }

        return first.Shape.WithAxis(axis, length);
    }

    private static unsafe AiTensor JoinBytes(ReadOnlySpan<AiTensor> tensors, int axis, TensorShape shape)
    {
        TensorValue joined = TensorValue.Allocate(tensors[0].DataType, shape);
        try
        {
            nint outer = OuterCount(shape, axis);
            byte* target = (byte*)joined.Pointer;
            nint stride = outer == 0 ? 0 : joined.ByteLength / outer;
            foreach (AiTensor tensor in tensors)
            {
                TensorValue source = tensor.Borrow();
                nint run = outer == 0 ? 0 : source.ByteLength / outer;
                for (nint i = 0; i < outer; i++)
                {
                    Buffer.MemoryCopy((byte*)source.Pointer + (i * run), target + (i * stride), run, run);
                }

                GC.KeepAlive(tensor);
                target += run;
            }
        }
        catch
        {
            joined.Release();
            throw;
        }

        return new AiTensor(joined);
    }

    private static AiTensor JoinStrings(ReadOnlySpan<AiTensor> tensors, int axis, TensorShape shape)
    {
        string[] joined = new string[shape.ElementCount];
        int outer = (int)OuterCount(shape, axis);
        int stride = outer == 0 ? 0 : joined.Length / outer;
        int start = 0;
        foreach (AiTensor tensor in tensors)
        {
            ReadOnlySpan<string> source = tensor.AsStrings();
            int run = outer == 0 ? 0 : source.Length / outer;
            for (int i = 0; i < outer; i++)
            {
                source.Slice(i * run, run).CopyTo(joined.AsSpan((i * stride) + start));
            }

            start += run;
        }

        return new AiTensor(TensorValue.CreateStrings(shape, joined));
    }

    /// <summary>How often the run of one tensor repeats: the product of the lengths before the axis.</summary>
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
