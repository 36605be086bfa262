using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RedisAi.Tensors.Memory;

/// <summary>What is done with the memory of tensors by address, since a tensor may be longer than a span can be.</summary>
/// <remarks>Nothing is checked here: the caller knows the lengths, and holds a reference on each buffer until the call, or the span, has ended.</remarks>
internal static unsafe class Address
{
    /// <summary>A piece of a tensor's memory.</summary>
    /// <param name="start">The start of the tensor.</param>
    /// <param name="offset">Where the piece starts, in bytes.</param>
    /// <param name="length">The length of the piece, in bytes.</param>
    public static Span<byte> Slice(nint start, long offset, int length) => new((byte*)start + offset, length);

    /// <summary>One element.</summary>
    public static ref T Element<T>(nint start, long index)
        where T : unmanaged => ref Unsafe.AsRef<T>((T*)start + index);

    /// <summary>Copies bytes; the two places do not overlap.</summary>
    public static void Copy(nint source, nint destination, nint bytes) =>
        Buffer.MemoryCopy((void*)source, (void*)destination, bytes, bytes);

    /// <summary>Copies runs of bytes that lie at equal distances.</summary>
    /// <param name="source">The first run.</param>
    /// <param name="sourceStride">From one run to the next, in bytes.</param>
    /// <param name="destination">Where the first run goes.</param>
    /// <param name="destinationStride">From there to where the next one goes, in bytes.</param>
    /// <param name="run">The length of a run, in bytes.</param>
    /// <param name="count">The number of runs.</param>
    public static void CopyRuns(nint source, nint sourceStride, nint destination, nint destinationStride, nint run, nint count)
    {
        for (nint i = 0; i < count; i++)
        {
            Copy(source + (i * sourceStride), destination + (i * destinationStride), run);
        }
    }

    /// <summary>Sets bytes to 0.</summary>
    public static void Clear(nint start, nint bytes) => NativeMemory.Clear((void*)start, (nuint)bytes);
}
