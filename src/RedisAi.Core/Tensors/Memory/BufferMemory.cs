using System.Buffers;

namespace RedisAi.Tensors.Memory;

/// <summary>A piece of a tensor's memory for what takes a <see cref="Memory{T}"/>, such as a socket. Holds no reference: whoever uses it does.</summary>
internal sealed unsafe class BufferMemory : MemoryManager<byte>
{
    // Keeps a pinned array alive; the count of references is not touched.
    private readonly TensorBuffer _buffer;
    private readonly nint _start;
    private readonly int _length;

    /// <param name="value">The tensor.</param>
    /// <param name="offset">Where the piece starts, in bytes.</param>
    /// <param name="length">The length of the piece, in bytes.</param>
    public BufferMemory(in TensorValue value, long offset, int length)
    {
        _buffer = value.Buffer;
        _start = value.Pointer + (nint)offset;
        _length = length;
    }

    public override Span<byte> GetSpan() => Address.Slice(_start, 0, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_start + elementIndex, pinnable: this);

    public override void Unpin() => GC.KeepAlive(_buffer);

    protected override void Dispose(bool disposing)
    {
    }
}
