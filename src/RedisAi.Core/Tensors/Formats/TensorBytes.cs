using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors.Formats;

/// <summary>The memory of tensors as spans of bytes, piece by piece, since a tensor may be longer than a span.</summary>
internal static unsafe class TensorBytes
{
    /// <summary>How many bytes are read or written at a time: few enough that a checksum finds them in the processor's cache.</summary>
    public const int ChunkBytes = 1 << 20;

    /// <summary>A piece of a tensor's memory.</summary>
    /// <param name="pointer">The start of the tensor. The caller holds a reference on it for as long as it uses the span.</param>
    /// <param name="offset">Where the piece starts, in bytes.</param>
    /// <param name="length">The length of the piece, in bytes.</param>
    public static Span<byte> Slice(nint pointer, long offset, int length) => new((byte*)pointer + offset, length);

    /// <summary>The next piece to read or write: at most <see cref="ChunkBytes"/>, and no more than there is.</summary>
    public static Span<byte> Chunk(nint pointer, long offset, long byteLength) =>
        Slice(pointer, offset, (int)Math.Min(ChunkBytes, byteLength - offset));

    /// <summary>Copies between buffers of any size.</summary>
    public static void Copy(TensorBuffer source, TensorBuffer destination, long byteLength) =>
        Buffer.MemoryCopy((void*)source.Pointer, (void*)destination.Pointer, byteLength, byteLength);

    /// <summary>Makes every byte of a <see cref="TensorDataType.Bool"/> tensor 0 or 1: in C, and so in some files, all but 0 is true.</summary>
    public static void NormalizeBooleans(Span<byte> bytes)
    {
        if (!bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            return;
        }

        foreach (ref byte value in bytes)
        {
            value = value == 0 ? (byte)0 : (byte)1;
        }
    }
}
