using System.Diagnostics;
using System.Numerics;

namespace RedisAi.Tensors.Memory;

/// <summary>
/// The sizes in which buffers are pooled: multiples of 64 bytes up to 512, then four steps to each doubling, so that at most a fifth of
/// a buffer is unused.
/// </summary>
internal static class SizeClass
{
    /// <summary>Larger buffers are not pooled: keeping one of them idle would cost more than making it anew.</summary>
    public const int MaxBytes = 64 << 20;

    private const int Granule = 64;
    private const int LinearClasses = 8;
    private const int LinearLimitLog2 = 9;
    private const int StepsPerDoubling = 4;

    /// <summary>How many classes there are.</summary>
    public static int Count { get; } = IndexOf(MaxBytes) + 1;

    /// <summary>The smallest class that holds so many bytes.</summary>
    public static int IndexOf(nint bytes)
    {
        Debug.Assert(bytes is >= 0 and <= MaxBytes, "Larger buffers do not come from the pool.");
        if (bytes <= Granule * LinearClasses)
        {
            return Math.Max(0, ((int)bytes - 1) / Granule);
        }

        int log2 = BitOperations.Log2((uint)bytes - 1);
        int step = (int)(((uint)bytes - 1) >> (log2 - 2)) & (StepsPerDoubling - 1);
        return LinearClasses + ((log2 - LinearLimitLog2) * StepsPerDoubling) + step;
    }

    /// <summary>The bytes of a buffer of a class.</summary>
    public static int BytesOf(int index)
    {
        if (index < LinearClasses)
        {
            return (index + 1) * Granule;
        }

        (int doubling, int step) = Math.DivRem(index - LinearClasses, StepsPerDoubling);
        int lower = 1 << (LinearLimitLog2 + doubling);
        return lower + ((step + 1) * (lower / StepsPerDoubling));
    }
}
