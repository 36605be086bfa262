using System.Globalization;

namespace RedisAi.Cli.Output;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    /// <summary>With three digits, and thousands apart.</summary>
    public static string Rate(double value) => value >= 100
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString(value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A time in the unit that suits it.</summary>
    public static string Time(TimeSpan time) => time.TotalMicroseconds switch
    {
        < 1000 => $"{Rate(time.TotalMicroseconds)} us",
        < 1_000_000 => $"{Rate(time.TotalMilliseconds)} ms",
        _ => $"{Rate(time.TotalSeconds)} s",
    };
}
