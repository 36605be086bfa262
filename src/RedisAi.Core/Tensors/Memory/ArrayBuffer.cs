namespace RedisAi.Tensors.Memory;

/// <summary>A pinned array of its own, too large to be pooled; the collector frees it.</summary>
internal sealed unsafe class ArrayBuffer : UnpooledBuffer
{
    private const int Alignment = 64;

    private readonly int _byteLength;
    private byte[]? _array;

    private ArrayBuffer(byte[] array, nint pointer, int byteLength)
        : base(pointer)
    {
        _array = array;
        _byteLength = byteLength;
    }

    public override nint ByteLength => _byteLength;

    public static ArrayBuffer Create(int byteLength)
    {
        byte[] array = GC.AllocateUninitializedArray<byte>(byteLength + Alignment, pinned: true);
        fixed (byte* start = array)
        {
            return new ArrayBuffer(array, ((nint)start + (Alignment - 1)) & ~(nint)(Alignment - 1), byteLength);
        }
    }

    protected override void FreeMemory() => _array = null;
}
