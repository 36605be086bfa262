using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using RedisAi.Tensors;

namespace RedisAi;

/// <content>Reading the elements.</content>
public sealed partial class AiTensor
{
    /// <summary>Gets the elements in row-major order. The span is valid until this handle is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements: <see cref="float"/> for <see cref="TensorDataType.Float32"/> and so on.</typeparam>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    /// <exception cref="OverflowException">There are more than 2^31 - 1; use <see cref="AsTensorSpan"/>.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        CheckElements<T>();
        ReadOnlySpan<T> span = Value.Elements<T>();
        GC.KeepAlive(this);
        return span;
    }

    /// <summary>Gets the elements with their shape, without copying. The span is valid until this handle is disposed.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <returns>A span of this tensor's rank; of one axis for a scalar, since such spans have at least one.</returns>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public ReadOnlyTensorSpan<T> AsTensorSpan<T>()
        where T : unmanaged
    {
        CheckElements<T>();
        Span<nint> lengths = stackalloc nint[Math.Max(1, Rank)];

        // The library takes no lengths for no elements, and would lose that of a scalar.
        lengths[0] = 1;
        for (int axis = 0; axis < Rank; axis++)
        {
            lengths[axis] = (nint)Shape[axis];
        }

        ReadOnlyTensorSpan<T> span = Value.Elements<T>(lengths);
        GC.KeepAlive(this);
        return span;
    }

    /// <summary>Gets the texts of a string tensor in row-major order. The span is valid until this handle is disposed.</summary>
    /// <exception cref="TensorMismatchException">The elements are not strings.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public ReadOnlySpan<string> AsStrings()
    {
        TensorValue value = Borrow();
        if (DataType != TensorDataType.String)
        {
            TensorElement.ThrowMismatch($"The tensor {ToString()}", TensorDataType.String, DataType);
        }

        return value.Strings;
    }

    /// <summary>Copies the elements to a new array, in row-major order.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public T[] ToArray<T>()
        where T : unmanaged => AsSpan<T>().ToArray();

    /// <summary>Copies the elements and their shape to a tensor that the collector owns.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <returns>A tensor of this tensor's rank; of one axis for a scalar, since such tensors have at least one.</returns>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public Tensor<T> ToTensor<T>()
        where T : unmanaged
    {
        ReadOnlyTensorSpan<T> source = AsTensorSpan<T>();
        Tensor<T> copy = Tensor.CreateFromShapeUninitialized<T>(source.Lengths);
        source.CopyTo(copy.AsTensorSpan());
        GC.KeepAlive(this);
        return copy;
    }

    /// <summary>Copies the elements as bytes, little-endian, in row-major order.</summary>
    /// <param name="destination">At least <see cref="ByteLength"/> bytes.</param>
    /// <exception cref="TensorMismatchException">The elements are strings, which have no bytes.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void CopyBytesTo(Span<byte> destination)
    {
        AsBytes().CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>Gets the elements as bytes, little-endian, in row-major order. The span is valid until this handle is disposed.</summary>
    /// <exception cref="TensorMismatchException">The elements are strings, which have no bytes.</exception>
    /// <exception cref="OverflowException">There are more than 2^31 - 1 bytes.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public ReadOnlySpan<byte> AsBytes()
    {
        TensorValue value = Borrow();
        if (DataType == TensorDataType.String)
        {
            TensorElement.ThrowMismatch($"The tensor {ToString()}", TensorDataType.UInt8, DataType);
        }

        ReadOnlySpan<byte> bytes = value.Bytes;
        GC.KeepAlive(this);
        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckElements<T>()
    {
        ThrowIfDisposed();
        TensorDataType requested = TensorElement.TypeOf<T>();
        if (requested != DataType)
        {
            TensorElement.ThrowMismatch($"The tensor {ToString()}", requested, DataType);
        }
    }
}
