using System.Runtime.InteropServices;

namespace RedisAi.Tensors.Memory;

/// <summary>Native memory, for tensors that no array can hold (2 GB and more).</summary>
/// <remarks>
/// The size is reported to the collector, which would otherwise see 100 bytes and be in no hurry. The finalizer is for a tensor that
/// nobody disposed; a span over such a tensor must not outlive it.
/// </remarks>
internal sealed unsafe class NativeBuffer : UnpooledBuffer
{
    private const nuint Alignment = 64;

    private readonly nint _byteLength;
    private int _freed;

    private NativeBuffer(nint pointer, nint byteLength)
        : base(pointer)
    {
        _byteLength = byteLength;
        GC.AddMemoryPressure(byteLength);
    }

    ~NativeBuffer() => FreeMemory();

    public override nint ByteLength => _byteLength;

    public static NativeBuffer Create(nint byteLength) =>
        new((nint)NativeMemory.AlignedAlloc((nuint)byteLength, Alignment), byteLength);

    protected override void FreeMemory()
    {
        if (Interlocked.Exchange(ref _freed, 1) == 0)
        {
            NativeMemory.AlignedFree((void*)Pointer);
            GC.RemoveMemoryPressure(_byteLength);
            GC.SuppressFinalize(this);
        }
    }
}
