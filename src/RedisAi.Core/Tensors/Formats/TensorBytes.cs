using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors.Formats;

/// <summary>The memory of tensors as spans of bytes, piece by piece, since a tensor may be longer than a span.</summary>
internal static class TensorBytes
{
    /// <summary>How many bytes are read or written at a time: few enough that a checksum finds them in the processor's cache.</summary>
    public const int ChunkBytes = 1 << 20;

    /// <summary>The next piece to read or write: at most <see cref="ChunkBytes"/>, and no more than there is.</summary>
    public static Span<byte> Chunk(nint pointer, long offset, long byteLength) =>
        Address.Slice(pointer, offset, (int)Math.Min(ChunkBytes, byteLength - offset));

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
