namespace RedisAi.Tensors.Memory;

/// <summary>Memory that a backend's runtime allocated, freed through the backend's own object, which also finalizes it.</summary>
internal sealed class ForeignBuffer : UnpooledBuffer
{
    public ForeignBuffer(nint pointer, nint byteLength, NativeTensor owner)
        : base(pointer)
    {
        ByteLength = byteLength;
        TryAttachNative(owner);
    }

    public override nint ByteLength { get; }

    protected override void FreeMemory()
    {
        // The owner is the attached native object, which the base class has just disposed.
    }
}
