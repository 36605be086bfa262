using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RedisAi.Tensors.Memory;

namespace RedisAi.Store;

/// <summary>Asks the processor for what a search will look at next. An address may be out of date by then, which a prefetch survives.</summary>
internal static unsafe class EntryPrefetch
{
    /// <summary>
    /// Asks for the cache lines on both sides of the entry's first: the key was made right after the entry, and the buffer usually right
    /// before it, and the collector keeps that order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Neighbours(StoreEntry entry)
    {
        if (Sse.IsSupported)
        {
            byte* address = (byte*)Unsafe.As<StoreEntry, nint>(ref entry);
            Sse.Prefetch0(address - 32);
            Sse.Prefetch0(address + 64);
            Sse.Prefetch0(address + 96);
        }
    }

    /// <summary>Asks for the cache line of the buffer's reference count while the key is being compared: both are likely not in the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Buffer(StoreEntry entry)
    {
        if (Sse.IsSupported)
        {
            TensorBuffer? buffer = entry.Buffer;
            Sse.Prefetch0((byte*)Unsafe.As<TensorBuffer?, nint>(ref buffer) + TensorBuffer.ReferencesOffset);
        }
    }
}
