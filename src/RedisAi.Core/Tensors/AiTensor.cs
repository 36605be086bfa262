using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi;

/// <summary>A dense, row-major tensor of numbers, truth values or strings, whose contents never change.</summary>
/// <remarks>
/// <para>An <see cref="AiTensor"/> is a handle on reference-counted memory: views (<see cref="Reshape"/>, <see cref="Slice"/>), stores
/// and running models hold references of their own, so disposing a handle never disturbs them. The memory is pooled, 64-byte aligned
/// (unless it was wrapped or is a view), and used again when the last reference is gone.</para>
/// <para>Dispose each handle once you are done. One that is never disposed is reclaimed by the collector, later and outside the pool. A disposed
/// handle still says its type and shape; every member that reads elements, makes a view or hands the tensor to somebody throws.</para>
/// <para>All members may be called from several threads at once; only <see cref="Dispose"/> must not race with the use of a span.</para>
/// </remarks>
public sealed partial class AiTensor : IDisposable
{
    // Not a TensorValue: its padding would make each handle 8 bytes larger.
    private readonly TensorBuffer _buffer;
    private readonly nint _byteOffset;

    // A HandleEnd, for Interlocked.
    private int _end;

    /// <summary>Takes over one reference.</summary>
    internal AiTensor(in TensorValue value)
        : this(value.Buffer, value.DataType, value.Shape, value.ByteOffset)
    {
    }

    /// <summary>Takes over one reference on the buffer.</summary>
    internal AiTensor(TensorBuffer buffer, TensorDataType dataType, TensorShape shape, nint byteOffset)
    {
        _buffer = buffer;
        _byteOffset = byteOffset;
        Shape = shape;
        DataType = dataType;
    }

    /// <summary>Gets the type of the elements.</summary>
    public TensorDataType DataType { get; }

    /// <summary>Gets the lengths of the axes, outermost first.</summary>
    public TensorShape Shape { get; }

    /// <summary>Gets the number of axes; 0 for a scalar.</summary>
    public int Rank => Shape.Rank;

    /// <summary>Gets the number of elements.</summary>
    public long ElementCount => Shape.ElementCount;

    /// <summary>Gets the number of bytes that the elements take; 0 for strings.</summary>
    public long ByteLength => Value.ByteLength;

    /// <summary>Gets the number of pieces of memory that tensors of this process hold: for tests that look for handles that were not disposed.</summary>
    /// <remarks>
    /// Counted are those that handles, stores, results and running calls refer to, each once, however many refer to it; also what engines keep for their models,
    /// such as the first states of sessions. A handle that was dropped without <see cref="Dispose"/> may count for good. It looks through the whole pool: not for the way of a call.
    /// </remarks>
    public static long BuffersInUse => TensorMemory.Shared.Outstanding;

    /// <summary>Gives up this handle's reference. Further calls do nothing; type, shape and counts can still be read, all else throws from then on.</summary>
    public void Dispose() => End(HandleEnd.Disposed);

    /// <summary>Returns a second handle on the same memory, to be disposed on its own.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public AiTensor Share() => new(Lease());

    /// <summary>Returns type and shape as text, as in <c>Float32[1,576]</c>; never contents.</summary>
    public override string ToString() => $"{DataType}{Shape}";

    private TensorValue Value => new(_buffer, DataType, Shape, _byteOffset);

    /// <summary>The value, without a reference: for use while the caller keeps this handle alive and undisposed.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    internal TensorValue Borrow()
    {
        ThrowIfDisposed();
        return Value;
    }

    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    internal void ThrowIfDisposed()
    {
        if (_end != 0)
        {
            ThrowDisposed();
        }
    }

    /// <summary>Gives up this handle's reference, unless that was done before.</summary>
    /// <param name="how">What whoever uses it later is told.</param>
    internal void End(HandleEnd how)
    {
        if (Interlocked.CompareExchange(ref _end, (int)how, 0) == 0)
        {
            _buffer.Release();
        }
    }

    /// <summary>The value with a reference of its own, safe against a disposal on another thread.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TensorValue Lease()
    {
        if (!TryHold())
        {
            ThrowDisposed();
        }

        return Value;
    }

    /// <summary>The value with a reference of its own, safe against a disposal on another thread.</summary>
    /// <returns>False when this handle was disposed.</returns>
    internal bool TryLease(out TensorValue value)
    {
        bool held = TryHold();
        value = held ? Value : default;
        return held;
    }

    /// <summary>Takes the handle's reference over: it counts as disposed from now on.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    internal TensorValue Take()
    {
        if (!TryTake(out TensorValue value))
        {
            ThrowDisposed();
        }

        return value;
    }

    /// <summary>Takes the handle's reference over: it counts as disposed from now on.</summary>
    /// <returns>False when this handle was disposed.</returns>
    internal bool TryTake(out TensorValue value)
    {
        value = Value;
        return Interlocked.CompareExchange(ref _end, (int)HandleEnd.GivenAway, 0) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryHold()
    {
        if (!_buffer.TryAddReference())
        {
            return false;
        }

        // The reference just taken may be on a later life of the buffer, if this handle was disposed before; then it is given back.
        if (Volatile.Read(ref _end) != 0)
        {
            _buffer.Release();
            return false;
        }

        return true;
    }

    [DoesNotReturn]
    private void ThrowDisposed() => throw new ObjectDisposedException(nameof(AiTensor), (HandleEnd)_end switch
    {
        HandleEnd.WithResult => $"The tensor {ToString()} was disposed with the result that it came from; Detach what is to outlive a result.",
        HandleEnd.WithCall => $"The tensor {ToString()} was lent to a function, which has returned; a function keeps Share() of an input.",
        HandleEnd.GivenAway => $"The tensor {ToString()} was given away as the output of a function; return Share() of what you keep.",
        _ => $"The tensor {ToString()} was disposed.",
    });
}
