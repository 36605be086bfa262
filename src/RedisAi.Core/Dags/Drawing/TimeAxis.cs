using System.Globalization;

namespace RedisAi.Dags.Drawing;

/// <summary>An axis of time: marks at round numbers, in a unit that suits them.</summary>
internal sealed class TimeAxis
{
    private const int MaxMarks = 9;

    private static readonly int[] s_factors = [1, 2, 5, 10];

    private readonly double _length;

    /// <param name="length">The time that it shows.</param>
    /// <param name="width">How wide it is.</param>
    public TimeAxis(TimeSpan length, double width)
    {
        _length = Math.Max(length.Ticks, 1);
        Width = width;
        double step = Math.Pow(10, Math.Floor(Math.Log10(_length / MaxMarks)));
        Step = s_factors.Select(factor => Math.Max(1, step * factor)).First(candidate => _length / candidate <= MaxMarks);
    }

    public double Width { get; }

    /// <summary>The time between two marks, in ticks.</summary>
    public double Step { get; }

    /// <summary>The marks: where they are, and what is written there.</summary>
    public IEnumerable<(double X, string Label)> Marks => Enumerable.Range(0, (int)(_length / Step) + 1).Select(mark => (X(mark * Step), Text(mark * Step, Step)));

    public double X(TimeSpan time) => X(time.Ticks);

    /// <summary>A time with three digits, as in <c>1.25 ms</c>.</summary>
    public static string Text(TimeSpan time)
    {
        double digit = time.Ticks == 0 ? 1 : Math.Pow(10, Math.Floor(Math.Log10(time.Ticks)) - 2);
        return Text(Math.Round(time.Ticks / digit) * digit, time.Ticks);
    }

    /// <summary>A time in the unit that suits another.</summary>
    private static string Text(double ticks, double unitOf)
    {
        (string name, double unit) = unitOf switch
        {
            < 10 => ("ns", 0.01),
            < TimeSpan.TicksPerMillisecond => ("µs", TimeSpan.TicksPerMicrosecond),
            < TimeSpan.TicksPerSecond => ("ms", TimeSpan.TicksPerMillisecond),
            _ => ("s", (double)TimeSpan.TicksPerSecond),
        };
        return $"{(ticks / unit).ToString("0.###", CultureInfo.InvariantCulture)} {name}";
    }

    private double X(double ticks) => Math.Clamp(ticks / _length, 0, 1) * Width;
}
