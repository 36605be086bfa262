using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RedisAi.Tensors.Formats;

/// <summary>Turns big-endian elements into little-endian ones.</summary>
internal static class ByteOrder
{
    /// <summary>Reverses the bytes of each element in place.</summary>
    /// <param name="pointer">The first element; the caller holds a reference on the memory.</param>
    /// <param name="byteLength">The bytes of all elements.</param>
    /// <param name="elementBytes">1, 2, 4 or 8.</param>
    public static void Reverse(nint pointer, long byteLength, int elementBytes)
    {
        // A chunk is a whole number of elements of any size.
        for (long offset = 0; offset < byteLength; offset += TensorBytes.ChunkBytes)
        {
            Reverse(TensorBytes.Chunk(pointer, offset, byteLength), elementBytes);
        }
    }

    private static void Reverse(Span<byte> bytes, int elementBytes)
    {
        switch (elementBytes)
        {
            case sizeof(ushort):
                Span<ushort> shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case sizeof(uint):
                Span<uint> ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case sizeof(ulong):
                Span<ulong> longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
