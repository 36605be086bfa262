namespace RedisAi.Tensors;

/// <summary>Joins tensors along an axis.</summary>
internal static class TensorConcat
{
    public static AiTensor Join(ReadOnlySpan<AiTensor> tensors, int axis)
    {
        long length = JoinedLength(tensors, axis);
        TensorValue[] parts = new TensorValue[tensors.Length];
        int leased = 0;
        try
        {
            foreach (AiTensor tensor in tensors)
            {
                parts[leased] = tensor.Lease();
                leased++;
            }

            return new AiTensor(TensorRows.Join(parts, axis, length));
        }
        finally
        {
            foreach (ref TensorValue part in parts.AsSpan(0, leased))
            {
                part.Release();
            }
        }
    }

    private static long JoinedLength(ReadOnlySpan<AiTensor> tensors, int axis)
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

        return length;
    }
}
