using System.Diagnostics;

namespace RedisAi.Benchmarks.Goals;

/// <summary>Times two sides in turn, many times, and compares them round by round: what disturbs the machine disturbs both.</summary>
internal sealed class PairedRounds
{
    /// <summary>The nanoseconds of one operation, for each round.</summary>
    private readonly double[] _first;
    private readonly double[] _second;

    private PairedRounds(double[] first, double[] second)
    {
        _first = first;
        _second = second;
    }

    private string Times => $"{Goal.Quantile(_first, 0.5):F1} ns / {Goal.Quantile(_second, 0.5):F1} ns";

    /// <summary>Runs rounds of so many operations.</summary>
    /// <param name="first">Does the given number of operations.</param>
    /// <param name="second">Does as many on the other side.</param>
    /// <param name="operations">How many a round has on each side: enough for some milliseconds.</param>
    /// <param name="rounds">How many rounds count, where all are measured.</param>
    public static PairedRounds Measure(Action<int> first, Action<int> second, int operations, int rounds = 61) =>
        Measure(() => Time(first, operations), () => Time(second, operations), rounds);

    /// <summary>Runs rounds whose sides take their time themselves.</summary>
    /// <param name="first">Gives the nanoseconds that an operation took.</param>
    /// <param name="second">The same for the other side.</param>
    /// <param name="rounds">How many rounds count, where all are measured.</param>
    /// <param name="warmUp">Whether this process is to compile what they do before that; not where they only start others.</param>
    public static PairedRounds Measure(Func<double> first, Func<double> second, int rounds, bool warmUp = true)
    {
        if (warmUp)
        {
            JitWarmUp.Run(() =>
            {
                first();
                second();
            });
        }

        int count = RoundCount.Of(rounds);
        PairedRounds result = new(new double[count], new double[count]);
        for (int round = 0; round < count; round++)
        {
            // Each side goes first half of the time.
            if (round % 2 == 0)
            {
                result._first[round] = first();
                result._second[round] = second();
            }
            else
            {
                result._second[round] = second();
                result._first[round] = first();
            }
        }

        return result;
    }

    /// <summary>The row of a ratio of times, first side by second, that must not exceed a limit.</summary>
    public Goal AtMost(string name, double limit) =>
        Goal.AtMost(name, Compare(static (first, second) => first / second), "ratio", limit) with { Note = Times };

    /// <summary>The row of how many times as much the first side does in the same time, which must reach a limit.</summary>
    public Goal AtLeast(string name, double limit) =>
        Goal.AtLeast(name, Compare(static (first, second) => second / first), "ratio", limit) with { Note = $"{PerSecond(_first)} / {PerSecond(_second)}" };

    /// <summary>The row of the microseconds that the first side takes beyond the second, which must not exceed a limit.</summary>
    public Goal BeyondAtMost(string name, double limit) =>
        Goal.AtMost(name, Compare(static (first, second) => (first - second) / 1000), "us", limit) with { Note = Times };

    private static string PerSecond(double[] times) => $"{1e9 / Goal.Quantile(times, 0.5):N0}/s";

    /// <summary>The nanoseconds of one of so many operations.</summary>
    public static double Time(Action<int> side, int operations)
    {
        long started = Stopwatch.GetTimestamp();
        side(operations);
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / operations;
    }

    private IEnumerable<double> Compare(Func<double, double, double> compare) => _first.Zip(_second, compare);
}
