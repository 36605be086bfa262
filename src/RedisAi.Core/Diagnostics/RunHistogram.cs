using System.Numerics;

namespace RedisAi.Diagnostics;

/// <summary>How long runs took, in buckets that grow by an eighth of a doubling: percentiles within 7 %.</summary>
/// <remarks>Written by one thread at a time; a reader on another thread may miss the latest run.</remarks>
internal sealed class RunHistogram
{
    private const int StepBits = 3;
    private const int Steps = 1 << StepBits;
    private const int MaxLog2 = 48;

    private readonly long[] _counts = new long[(MaxLog2 - StepBits + 1) * Steps];

    public void Record(long ticks, int runs) => _counts[BucketOf(ticks)] += runs;

    /// <summary>Adds the counts to those of other histograms.</summary>
    public void AddTo(Span<long> counts)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            counts[i] += _counts[i];
        }
    }

    public static long[] CreateCounts() => new long[(MaxLog2 - StepBits + 1) * Steps];

    /// <summary>The ticks that a share of the runs did not exceed; 0 when there were none.</summary>
    public static double Percentile(ReadOnlySpan<long> counts, double share)
    {
        long total = 0;
        foreach (long count in counts)
        {
            total += count;
        }

        long rank = (long)Math.Ceiling(total * share);
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            rank -= counts[bucket];
            if (rank <= 0 && counts[bucket] > 0)
            {
                return MiddleOf(bucket);
            }
        }

        return 0;
    }

    private static int BucketOf(long ticks)
    {
        ulong value = (ulong)Math.Clamp(ticks, 0, (1L << MaxLog2) - 1);
        if (value < Steps)
        {
            return (int)value;
        }

        int log2 = BitOperations.Log2(value);
        return ((log2 - StepBits + 1) << StepBits) + (int)((value >> (log2 - StepBits)) & (Steps - 1));
    }

    private static double MiddleOf(int bucket)
    {
        (int doubling, int step) = Math.DivRem(bucket, Steps);
        if (doubling == 0)
        {
            return step;
        }

        double width = 1L << (doubling - 1);
        return ((Steps + step) * width) + (width / 2);
    }
}
