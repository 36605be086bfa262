using System.Buffers;

namespace RedisAi.Tensors.Memory;

/// <summary>Memory of the caller's, pinned for as long as a tensor refers to it.</summary>
/// <remarks>The finalizer is for a tensor that nobody disposed: without it the pin would hold the caller's memory for ever.</remarks>
internal sealed unsafe class WrappedBuffer : UnpooledBuffer
{
    private readonly IDisposable? _owner;
    private readonly Action? _released;
    private MemoryHandle _pin;
    private int _freed;

    /// <param name="pin">The pinned memory.</param>
    /// <param name="byteLength">The bytes in use.</param>
    /// <param name="owner">Disposed when the last reference is gone.</param>
    /// <param name="released">Called when the last reference is gone.</param>
    public WrappedBuffer(MemoryHandle pin, nint byteLength, IDisposable? owner, Action? released)
        : base((nint)pin.Pointer)
    {
        _pin = pin;
        ByteLength = byteLength;
        _owner = owner;
        _released = released;
    }

    ~WrappedBuffer()
    {
        try
        {
            FreeMemory();
        }
#pragma warning disable CA1031 // The owner's code runs here on the finalizer thread, where an exception would end the process.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    public override nint ByteLength { get; }

    protected override void FreeMemory()
    {
        if (Interlocked.Exchange(ref _freed, 1) != 0)
        {
            return;
        }

        GC.SuppressFinalize(this);
        _pin.Dispose();
        _owner?.Dispose();
        _released?.Invoke();
    }
}
