using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using RedisAi.Errors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors;

/// <summary>A tensor as backends see it: type, shape and memory, without the handle that <see cref="AiTensor"/> is.</summary>
/// <remarks>
/// It stands for one reference on its memory, which is the business of whoever made it: a value given to
/// a backend's execution as an input is borrowed until the call returns; a value left in its outputs is handed over.
/// A borrowed value may be left there, too: whoever lent it takes the reference then. It is not protected against use after
/// the call, so neither backends nor kernels may keep it.
/// </remarks>
public readonly unsafe struct TensorValue
{
    internal readonly TensorBuffer Buffer;
    internal readonly nint ByteOffset;

    /// <summary>Whether it was lent to code that does not own it; set and looked at by <see cref="LentValues"/>.</summary>
    internal readonly bool IsLent;

    internal TensorValue(TensorBuffer buffer, TensorDataType dataType, TensorShape shape, nint byteOffset)
    {
        Buffer = buffer;
        ByteOffset = byteOffset;
        Shape = shape;
        DataType = dataType;
    }

    /// <summary>Gets whether this is the default value, which holds no tensor.</summary>
    public bool IsEmpty => Buffer is null;

    /// <summary>Gets the type of the elements.</summary>
    public TensorDataType DataType { get; }

    /// <summary>Gets the lengths of the axes.</summary>
    public TensorShape Shape { get; }

    /// <summary>Gets the number of bytes, 0 for strings.</summary>
    public nint ByteLength => TensorElement.ByteLength(DataType, Shape);

    /// <summary>Gets the address of the first element, 64-byte aligned unless this is a view or wrapped memory; 0 for strings.</summary>
    /// <remarks>The memory does not move. Write through it only to a value from <see cref="Allocate"/> that was not handed out yet.</remarks>
    public nint Pointer => Buffer.Pointer + ByteOffset;

    /// <summary>Gets the texts of a string tensor in row-major order; empty for other types.</summary>
    public ReadOnlySpan<string> Strings =>
        DataType == TensorDataType.String ? Buffer.Strings.AsSpan((int)ByteOffset, (int)Shape.ElementCount) : default;

    /// <summary>Gets the object that a backend attached to this value's memory, or null. It may be another backend's, or another view's.</summary>
    public NativeTensor? Native => Buffer.Native;

    /// <summary>Gets whether this is all of its memory, beside which a backend may keep an object; a view of a part is not.</summary>
    public bool CanAttachNative => ByteOffset == 0 && ByteLength == Buffer.ByteLength;

    /// <summary>Makes a tensor with memory from the pool; its contents are undefined until written.</summary>
    /// <param name="dataType">The type of the elements; not <see cref="TensorDataType.String"/>.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    public static TensorValue Allocate(TensorDataType dataType, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (dataType == TensorDataType.String)
        {
            throw new ArgumentException("A string tensor is made from its strings: use CreateStrings.", nameof(dataType));
        }

        nint bytes = TensorElement.ByteLength(dataType, shape);
        return new TensorValue(bytes <= SizeClass.MaxBytes ? TensorMemory.Shared.Allocate(bytes) : AllocateLarge(dataType, shape, bytes), dataType, shape, 0);
    }

    /// <summary>Makes a tensor with memory from the pool, for code that fills it without addresses.</summary>
    /// <typeparam name="T">The C# type of the elements: <see cref="float"/> for <see cref="TensorDataType.Float32"/> and so on.</typeparam>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="elements">All elements in row-major order, undefined until written; not to be written to any more once the value was handed out.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="OverflowException">There are more than 2^31 - 1 elements.</exception>
    public static TensorValue Allocate<T>(TensorShape shape, out Span<T> elements)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        _ = TensorElement.SpanLength(shape);
        TensorValue value = Allocate(TensorElement.TypeOf<T>(), shape);
        elements = value.AsWritableSpan<T>();
        return value;
    }

    /// <summary>Makes a tensor with memory from the pool and copies its elements, for code that learns their type from a runtime.</summary>
    /// <param name="dataType">The type of the elements; not <see cref="TensorDataType.String"/>.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="bytes">All elements in row-major order, as they lie in memory.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="ArgumentException">There are more or fewer bytes than the elements take, or the type is <see cref="TensorDataType.String"/>.</exception>
    public static TensorValue Create(TensorDataType dataType, TensorShape shape, ReadOnlySpan<byte> bytes)
    {
        // Texts are refused below, with what to do instead.
        if (dataType != TensorDataType.String && bytes.Length != ByteLengthOf(dataType, shape))
        {
            throw new ArgumentException($"{dataType}{shape} takes {Counted.Of(ByteLengthOf(dataType, shape), "byte")}; {Counted.Given(bytes.Length)}.", nameof(bytes));
        }

        TensorValue value = Allocate(dataType, shape);
        bytes.CopyTo(value.AsWritableBytes());
        return value;
    }

    /// <summary>Makes a tensor of texts.</summary>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="values">The texts in row-major order; the array is kept, not copied.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    public static TensorValue CreateStrings(TensorShape shape, string[] values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException($"The shape {shape} takes {Counted.Of(shape.ElementCount, "string")}; {Counted.Given(values.Length)}.", nameof(values));
        }

        if (Array.IndexOf(values, null) is var missing && missing >= 0)
        {
            throw new ArgumentException($"The string at index {missing} is null; an empty one is allowed.", nameof(values));
        }

        return new TensorValue(new StringBuffer(values), TensorDataType.String, shape, 0);
    }

    /// <summary>Makes a tensor over memory that a runtime allocated.</summary>
    /// <param name="dataType">The type of the elements; not <see cref="TensorDataType.String"/>.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="pointer">The first element.</param>
    /// <param name="owner">Disposed when the last reference to the tensor is gone; keeps the memory until then.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    public static TensorValue FromNative(TensorDataType dataType, TensorShape shape, nint pointer, NativeTensor owner)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(owner);
        return new TensorValue(new ForeignBuffer(pointer, TensorElement.ByteLength(dataType, shape), owner), dataType, shape, 0);
    }

    /// <summary>Says how many bytes the elements of a tensor take; 0 for strings.</summary>
    /// <param name="dataType">The type of the elements.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <exception cref="OverflowException">More than an address can reach.</exception>
    public static nint ByteLengthOf(TensorDataType dataType, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return TensorElement.ByteLength(dataType, shape);
    }

    /// <summary>Attaches a backend's object to this value's memory, unless there is one already or <see cref="CanAttachNative"/> says no.</summary>
    /// <param name="native">The object; from then on the memory owns it.</param>
    /// <returns>False when it was not attached: the caller keeps <paramref name="native"/>.</returns>
    public bool TryAttachNative(NativeTensor native)
    {
        ArgumentNullException.ThrowIfNull(native);
        return CanAttachNative && Buffer.TryAttachNative(native);
    }

    /// <summary>Takes the attached object away, to change or dispose it.</summary>
    /// <remarks>Only for a value fresh from <see cref="Allocate"/>: for any other, somebody may be using the object.</remarks>
    public NativeTensor? DetachNative() => Buffer.DetachNative();

    /// <summary>Gives up this value's reference. Whoever was handed the value calls it once; whoever borrowed it does not.</summary>
    /// <exception cref="InvalidOperationException">The value is an input that a backend or a kernel borrowed.</exception>
    public void Release()
    {
        if (IsLent)
        {
            LentValues.ThrowReleased(this);
        }

        Buffer.Release();
    }

    /// <summary>Returns a value of another shape over the same memory, with a reference of its own.</summary>
    /// <param name="shape">The new lengths.</param>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public TensorValue Reshape(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.ElementCount != Shape.ElementCount)
        {
            throw new ArgumentException($"{Shape} has {Shape.ElementCount} elements; the shape {shape} does not.", nameof(shape));
        }

        Buffer.AddReference();
        return new TensorValue(Buffer, DataType, shape, ByteOffset);
    }

    /// <summary>Takes a further reference and returns a value for it: use what this returns, this value stays what it is.</summary>
    public TensorValue AddReference()
    {
        Buffer.AddReference();
        return new TensorValue(Buffer, DataType, Shape, ByteOffset);
    }

    /// <summary>Gets the elements in row-major order. The span is valid as long as the value.</summary>
    /// <typeparam name="T">The C# type of the elements: <see cref="float"/> for <see cref="TensorDataType.Float32"/> and so on.</typeparam>
    /// <exception cref="TensorMismatchException">The elements are of another type.</exception>
    /// <exception cref="InvalidOperationException">This is the default value, which holds no tensor.</exception>
    /// <exception cref="OverflowException">There are more than 2^31 - 1 elements.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        TensorDataType requested = TensorElement.TypeOf<T>();
        if (requested != DataType || IsEmpty)
        {
            ThrowUnreadable(requested);
        }

        return Elements<T>();
    }

    internal Span<byte> AsWritableBytes() => new((void*)Pointer, checked((int)ByteLength));

    internal ReadOnlySpan<byte> Bytes => new((void*)Pointer, checked((int)ByteLength));

    /// <summary>The elements, where the caller has checked the type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<T> Elements<T>()
        where T : unmanaged
    {
        ReadOnlySpan<T> span = new((void*)Pointer, TensorElement.SpanLength(Shape));

        // The pointer alone would not keep a pinned array alive until the span, which does, exists.
        GC.KeepAlive(Buffer);
        return span;
    }

    /// <summary>The elements with their shape, however many, where the caller has checked the type.</summary>
    /// <param name="lengths">The lengths of the axes; 1 for a scalar.</param>
    internal ReadOnlyTensorSpan<T> Elements<T>(scoped ReadOnlySpan<nint> lengths)
        where T : unmanaged => new((T*)Pointer, (nint)Shape.ElementCount, lengths);

    internal Span<T> AsWritableSpan<T>()
        where T : unmanaged => new((void*)Pointer, TensorElement.SpanLength(Shape));

    private static TensorBuffer AllocateLarge(TensorDataType dataType, TensorShape shape, nint bytes)
    {
        try
        {
            return TensorMemory.Shared.Allocate(bytes);
        }
        catch (OutOfMemoryException error)
        {
#pragma warning disable MA0012 // It is what the runtime throws, by the name that code may throw, with the tensor in the message.
            throw new InsufficientMemoryException($"There is no memory for {dataType}{shape}, which takes {bytes} bytes.", error);
#pragma warning restore MA0012
        }
    }

    private void ThrowUnreadable(TensorDataType requested)
    {
        if (IsEmpty)
        {
            throw new InvalidOperationException("This is the default value, which holds no tensor; an optional input that was left out is one, see IsEmpty.");
        }

        TensorElement.ThrowMismatch($"The tensor {DataType}{Shape}", requested, DataType);
    }
}
