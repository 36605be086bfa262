using RedisAi.Errors;
using RedisAi.Tensors;

namespace RedisAi;

/// <content>Other shapes of the same elements, and joining tensors.</content>
public sealed partial class AiTensor
{
    /// <summary>Returns a tensor of another shape over the same memory.</summary>
    /// <param name="shape">The new lengths; one of them may be -1 and is then what remains.</param>
    /// <exception cref="ArgumentException">The number of elements differs, or the length of the -1 axis is not whole.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public AiTensor Reshape(ReadOnlySpan<long> shape)
    {
        TensorShape reshaped = ResolveShape(shape);
        TensorValue value = Lease();
        return new AiTensor(new TensorValue(value.Buffer, value.DataType, reshaped, value.ByteOffset));
    }

    /// <summary>Returns some rows of axis 0 over the same memory.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows; 0 gives an empty tensor.</param>
    /// <exception cref="InvalidOperationException">This is a scalar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many rows.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    /// <remarks>The rows keep the whole memory alive; a store copies them if they are the lesser part of it.</remarks>
    public AiTensor Slice(long start, long count)
    {
        if (Rank == 0)
        {
            throw new InvalidOperationException($"The tensor {this} is a scalar, which has no rows to slice.");
        }

        long rows = Shape[0];
        if (start < 0 || start > rows || count < 0 || count > rows - start)
        {
            throw new ArgumentOutOfRangeException(
                start < 0 || start > rows ? nameof(start) : nameof(count), $"{Counted.Of(count, "row")} from row {start} on are not in {this}, which has {Counted.Of(rows, "row")}.");
        }

        // Strings have no bytes: their offset counts elements.
        long rowElements = rows == 0 ? 0 : ElementCount / rows;
        nint offset = (nint)(start * rowElements * Math.Max(1, DataType.ByteSize()));
        TensorValue value = Lease();
        return new AiTensor(new TensorValue(value.Buffer, value.DataType, Shape.WithAxis(0, count), value.ByteOffset + offset));
    }

    /// <summary>Returns a tensor with a copy of the elements of several, one after the other along an axis.</summary>
    /// <param name="tensors">At least one; of one type, and of one shape but for <paramref name="axis"/>.</param>
    /// <param name="axis">The axis along which to join; negative counts from the last.</param>
    /// <exception cref="ArgumentException">There is no tensor, or types or shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    public static AiTensor Concat(ReadOnlySpan<AiTensor> tensors, int axis = 0)
    {
        if (tensors.IsEmpty)
        {
            throw new ArgumentException("There is nothing to join.", nameof(tensors));
        }

        foreach (AiTensor tensor in tensors)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
        }

        AiTensor first = tensors[0];
        int joined = axis < 0 ? axis + first.Rank : axis;
        if ((uint)joined >= (uint)first.Rank)
        {
            throw new ArgumentOutOfRangeException(nameof(axis), axis, $"A tensor of shape {first.Shape} has no such axis.");
        }

        return TensorConcat.Join(tensors, joined);
    }

    private TensorShape ResolveShape(ReadOnlySpan<long> shape)
    {
        int inferred = shape.IndexOf(-1);
        TensorShape reshaped = inferred < 0 ? TensorShape.Create(shape) : InferAxis(shape, inferred);
        return reshaped.ElementCount == ElementCount
            ? reshaped
            : throw new ArgumentException($"{Shape} has {ElementCount} elements; the shape {TensorShape.Format(shape)} does not.", nameof(shape));
    }

    private TensorShape InferAxis(ReadOnlySpan<long> shape, int axis)
    {
        long[] resolved = shape.ToArray();
        resolved[axis] = 1;
        long rest = TensorShape.Create(resolved).ElementCount;
        resolved[axis] = rest == 0 ? 0 : ElementCount / rest;
        return TensorShape.Create(resolved);
    }
}
