namespace RedisAi.Cli.Benching;

/// <summary>Chooses what suits.</summary>
internal static class BenchAdvice
{
    /// <summary>Who is that near to the best is as good, and preferred where it costs less.</summary>
    private const double GoodEnough = 0.95;

    /// <summary>The runs that give about as many rows a second as any: of these the ones with the fewest rows, which answer the soonest, and then the fewest threads.</summary>
    public static RunPoint Choose(IReadOnlyList<RunPoint> runs)
    {
        double best = runs.Max(static run => run.RowsPerSecond);
        return runs.Where(run => run.RowsPerSecond >= GoodEnough * best).OrderBy(static run => run.Rows).ThenBy(static run => run.Threads).First();
    }

    /// <summary>The fewest callers that get about as many answers a second as any.</summary>
    public static CallerPoint Choose(IReadOnlyList<CallerPoint> callers)
    {
        double best = callers.Max(static point => point.CallsPerSecond);
        return callers.Where(point => point.CallsPerSecond >= GoodEnough * best).MinBy(static point => point.Callers)!;
    }
}
