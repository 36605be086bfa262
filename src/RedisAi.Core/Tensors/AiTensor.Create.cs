using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RedisAi.Errors;
using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi;

/// <content>Making tensors.</content>
public sealed partial class AiTensor
{
    /// <summary>Creates a tensor of zeros; <see langword="false"/> for <see cref="bool"/>.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/>, <see cref="Half"/>, <see cref="BFloat16"/>, <see cref="bool"/> or an integer of 8 to 64 bits.</typeparam>
    /// <param name="shape">The lengths of the axes, outermost first; empty for a scalar.</param>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    [OverloadResolutionPriority(-1)] // An array of longs was, and is, the elements of a tensor of one axis.
    public static AiTensor Create<T>(ReadOnlySpan<long> shape)
        where T : unmanaged => Create(TensorElement.TypeOf<T>(), shape);

    /// <summary>Creates a tensor of zeros, of a type that only the run tells; <see langword="false"/> for truth values, empty strings for texts.</summary>
    /// <param name="dataType">The type of the elements.</param>
    /// <param name="shape">The lengths of the axes, outermost first; empty for a scalar.</param>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dataType"/> is <see cref="TensorDataType.Undefined"/>.</exception>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public static AiTensor Create(TensorDataType dataType, ReadOnlySpan<long> shape)
    {
        TensorShape checkedShape = TensorShape.Create(shape);
        return new AiTensor(dataType == TensorDataType.String
            ? TensorValue.CreateStrings(checkedShape, [.. Enumerable.Repeat("", checked((int)checkedShape.ElementCount))])
            : TensorRows.Zeros(dataType, checkedShape));
    }

    /// <summary>Creates a tensor with a copy of the given elements.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/>, <see cref="Half"/>, <see cref="BFloat16"/>, <see cref="bool"/> or an integer of 8 to 64 bits.</typeparam>
    /// <param name="shape">The lengths of the axes, outermost first; empty for a scalar.</param>
    /// <param name="elements">The elements in row-major order.</param>
    /// <exception cref="ArgumentException">The number of elements is not the product of the lengths, or a length is negative.</exception>
    public static AiTensor Create<T>(ReadOnlySpan<long> shape, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        TensorShape checkedShape = TensorShape.Create(shape);
        if (elements.Length != checkedShape.ElementCount)
        {
            throw new ArgumentException($"The shape {checkedShape} takes {Counted.Of(checkedShape.ElementCount, "element")}; {Counted.Given(elements.Length)}.", nameof(elements));
        }

        TensorValue value = TensorValue.Allocate(TensorElement.TypeOf<T>(), checkedShape);
        elements.CopyTo(value.AsWritableSpan<T>());
        return new AiTensor(value);
    }

    /// <summary>Creates a tensor and lets a function fill it in place.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="shape">The lengths of the axes, outermost first; empty for a scalar.</param>
    /// <param name="initialize">Called once, before this returns; the elements it does not set are undefined.</param>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    public static AiTensor Create<T>(ReadOnlySpan<long> shape, TensorInitializer<T> initialize)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(initialize);
        return Create<T, TensorInitializer<T>>(shape, initialize, static (elements, fill) => fill(elements));
    }

    /// <summary>Creates a tensor and lets a function fill it in place from some state.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="shape">The lengths of the axes, outermost first; empty for a scalar.</param>
    /// <param name="state">Handed to <paramref name="initialize"/>.</param>
    /// <param name="initialize">Called once, before this returns; the elements it does not set are undefined.</param>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    public static AiTensor Create<T, TState>(ReadOnlySpan<long> shape, TState state, TensorInitializer<T, TState> initialize)
        where T : unmanaged
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(initialize);
        TensorValue value = TensorValue.Allocate(TensorElement.TypeOf<T>(), TensorShape.Create(shape));
        try
        {
            initialize(value.AsWritableSpan<T>(), state);
        }
        catch
        {
            value.Release();
            throw;
        }

        return new AiTensor(value);
    }

    /// <summary>Creates a tensor with a copy of a <see cref="ReadOnlyTensorSpan{T}"/>, which may be strided.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="source">Shape and elements.</param>
    public static AiTensor Create<T>(in ReadOnlyTensorSpan<T> source)
        where T : unmanaged
    {
        // The default span has no elements and no lengths, and cannot be flattened.
        ReadOnlySpan<nint> lengths = source.Rank == 0 ? [0] : source.Lengths;
        Span<long> shape = stackalloc long[lengths.Length];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            shape[axis] = lengths[axis];
        }

        TensorValue value = TensorValue.Allocate(TensorElement.TypeOf<T>(), TensorShape.Create(shape));
        try
        {
            if (!source.IsEmpty)
            {
                source.FlattenTo(value.AsWritableSpan<T>());
            }
        }
        catch
        {
            value.Release();
            throw;
        }

        return new AiTensor(value);
    }

    /// <summary>Creates a tensor from the little-endian bytes of its elements.</summary>
    /// <param name="dataType">The type of the elements; not <see cref="TensorDataType.String"/>.</param>
    /// <param name="shape">The lengths of the axes, outermost first; empty for a scalar.</param>
    /// <param name="bytes">The elements in row-major order.</param>
    /// <exception cref="ArgumentException">The number of bytes is not that of the elements, or the type is <see cref="TensorDataType.String"/>.</exception>
    public static AiTensor FromBytes(TensorDataType dataType, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes) =>
        new(TensorValue.Create(dataType, TensorShape.Create(shape), bytes));

    /// <summary>Creates a tensor over memory that somebody else owns, without copying.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="shape">The lengths of the axes, outermost first.</param>
    /// <param name="owner">The memory; it may be longer than the shape needs. Disposed when the last reference to the tensor is gone, at once when this throws.</param>
    /// <exception cref="ArgumentException">The memory is too short, or a length is negative.</exception>
    /// <remarks>The contents must not change any more. If the tensor is never disposed, the owner is disposed on the finalizer thread.</remarks>
    public static AiTensor Wrap<T>(ReadOnlySpan<long> shape, IMemoryOwner<T> owner)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(owner);
        try
        {
            return Wrap(shape, owner.Memory, owner, released: null);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Creates a tensor over the caller's memory, without copying.</summary>
    /// <typeparam name="T">The C# type of the elements.</typeparam>
    /// <param name="shape">The lengths of the axes, outermost first.</param>
    /// <param name="memory">The elements; it may be longer than the shape needs. It is pinned, and must be left alone until the last reference to the tensor is gone.</param>
    /// <param name="released">Called once when the last reference to the tensor is gone, on the thread that gave it up (the finalizer thread if the tensor was never disposed). Not called when this throws; null when nobody needs to know.</param>
    /// <exception cref="ArgumentException">The memory is too short, or a length is negative.</exception>
    public static AiTensor Wrap<T>(ReadOnlySpan<long> shape, Memory<T> memory, Action? released = null)
        where T : unmanaged => Wrap(shape, memory, owner: null, released);

    /// <summary>Creates a tensor of strings.</summary>
    /// <param name="shape">The lengths of the axes, outermost first; empty for a scalar.</param>
    /// <param name="values">The strings in row-major order; empty ones are allowed, null is not.</param>
    /// <exception cref="ArgumentException">The number of strings is not the product of the lengths, or one of them is null.</exception>
    public static AiTensor CreateStrings(ReadOnlySpan<long> shape, ReadOnlySpan<string> values) =>
        new(TensorValue.CreateStrings(TensorShape.Create(shape), values.ToArray()));

    /// <summary>Creates a tensor of rank 0.</summary>
    /// <typeparam name="T">The C# type of the element.</typeparam>
    /// <param name="value">The only element.</param>
    public static AiTensor Scalar<T>(T value)
        where T : unmanaged => Create([], MemoryMarshal.CreateReadOnlySpan(ref value, 1));

    /// <summary>Creates a string tensor of rank 0.</summary>
    /// <param name="value">The only element.</param>
    public static AiTensor Scalar(string value) => CreateStrings([], [value]);

    private static AiTensor Wrap<T>(ReadOnlySpan<long> shape, Memory<T> memory, IDisposable? owner, Action? released)
        where T : unmanaged
    {
        TensorShape checkedShape = TensorShape.Create(shape);
        TensorDataType dataType = TensorElement.TypeOf<T>();
        if (memory.Length < checkedShape.ElementCount)
        {
            throw new ArgumentException($"The shape {checkedShape} takes {Counted.Of(checkedShape.ElementCount, "element")}; the memory holds {memory.Length}.", nameof(memory));
        }

        WrappedBuffer buffer = new(memory.Pin(), TensorElement.ByteLength(dataType, checkedShape), owner, released);
        return new AiTensor(new TensorValue(buffer, dataType, checkedShape, 0));
    }
}
