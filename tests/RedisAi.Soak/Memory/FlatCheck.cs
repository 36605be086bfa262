namespace RedisAi.Soak.Memory;

/// <summary>Whether memory stayed as it was: after the first third, the end is compared with the beginning.</summary>
internal static class FlatCheck
{
    public const string Managed = "managed heap, MiB";
    public const string Native = "C heap, MiB";
    public const string Resident = "resident, MiB";
    public const string Threads = "threads";
    public const string Timers = "timers";

    /// <summary>Below this, code is still compiled and pools still fill, and the comparison is a report only.</summary>
    public static readonly TimeSpan ShortestJudged = TimeSpan.FromMinutes(10);

    private static readonly (string Name, Func<double, double> Bound)[] s_bounds =
    [
        (Managed, static first => first + 2),
        (Native, static first => first + 4),
        (Resident, static first => first * 1.05),
        (Threads, static first => first + 8),
        (Timers, static first => first + 4),
    ];

    /// <summary>The comparison, as lines of a table.</summary>
    /// <param name="samples">All of the run.</param>
    /// <param name="isFlat">Whether nothing has grown beyond its bound.</param>
    public static IReadOnlyList<string> Compare(IReadOnlyList<Sample> samples, out bool isFlat)
    {
        Sample[] judged = [.. samples.Skip(samples.Count / 3)];
        int quarter = Math.Max(1, judged.Length / 4);
        List<string> lines = [$"{"",-20} {"first quarter",14} {"last quarter",14} {"bound",10}"];
        isFlat = true;
        foreach ((string name, Func<double, double> bound) in s_bounds)
        {
            double first = Median(judged[..quarter], name);
            double last = Median(judged[^quarter..], name);
            bool isWithin = last <= bound(first);
            isFlat &= isWithin;
            lines.Add($"{name,-20} {first,14:F2} {last,14:F2} {bound(first),10:F2}{(isWithin ? "" : "  GROWN")}");
        }

        return lines;
    }

    private static double Median(Sample[] samples, string name)
    {
        double[] sorted = [.. samples.Select(sample => sample.Values[name]).Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
