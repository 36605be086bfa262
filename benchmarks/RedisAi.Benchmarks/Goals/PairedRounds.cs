using System.Diagnostics;

namespace RedisAi.Benchmarks.Goals;

/// <summary>Times two sides in turn, many times, and compares them round by round: what disturbs the machine disturbs both.</summary>
/// <param name="Ratio">The median of the rounds' ratios, first side by second.</param>
/// <param name="Lower">Their lower quartile.</param>
/// <param name="Upper">Their upper quartile.</param>
/// <param name="FirstNanoseconds">The first side's median, for one operation.</param>
/// <param name="SecondNanoseconds">The second side's median, for one operation.</param>
internal sealed record PairedRounds(double Ratio, double Lower, double Upper, double FirstNanoseconds, double SecondNanoseconds)
{
    /// <summary>Runs the rounds.</summary>
    /// <param name="first">Does the given number of operations.</param>
    /// <param name="second">Does as many on the other side.</param>
    /// <param name="operations">How many a round has on each side: enough for some milliseconds.</param>
    /// <param name="rounds">How many rounds count.</param>
    public static PairedRounds Measure(Action<int> first, Action<int> second, int operations, int rounds = 61)
    {
        // Until the JIT has compiled both sides for good, and caches are warm.
        for (int i = 0; i < 8; i++)
        {
            first(operations);
            second(operations);
            Thread.Yield();
        }

        double[] ratios = new double[rounds];
        double[] firstTimes = new double[rounds];
        double[] secondTimes = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            // Each side goes first half of the time.
            if (round % 2 == 0)
            {
                firstTimes[round] = Time(first, operations);
                secondTimes[round] = Time(second, operations);
            }
            else
            {
                secondTimes[round] = Time(second, operations);
                firstTimes[round] = Time(first, operations);
            }

            ratios[round] = firstTimes[round] / secondTimes[round];
        }

        return new PairedRounds(Quantile(ratios, 0.5), Quantile(ratios, 0.25), Quantile(ratios, 0.75), Quantile(firstTimes, 0.5), Quantile(secondTimes, 0.5));
    }

    /// <summary>The row of a ratio that must not exceed a limit.</summary>
    public Goal AtMost(string name, double limit) => Goal.AtMost(name, Ratio, "ratio", limit) with
    {
        Quartiles = (Lower, Upper),
        Note = $"{FirstNanoseconds:F1} ns / {SecondNanoseconds:F1} ns",
    };

    private static double Time(Action<int> side, int operations)
    {
        long started = Stopwatch.GetTimestamp();
        side(operations);
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / operations;
    }

    private static double Quantile(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)((sorted.Length - 1) * share)];
    }
}
