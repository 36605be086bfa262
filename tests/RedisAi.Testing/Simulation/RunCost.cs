namespace RedisAi.Testing.Simulation;

/// <summary>How long runs of so many rows take: straight lines between what was measured, the last one going on.</summary>
/// <param name="points">Rows and microseconds, from few rows to many; at least two.</param>
internal sealed class RunCost(params (int Rows, double Microseconds)[] points)
{
    /// <summary>One step of a GRU with 256 units.</summary>
    public static RunCost Gru256 { get; } = new((1, 21), (4, 26), (16, 80), (64, 312));

    public TimeSpan Of(int rows) => TimeSpan.FromMicroseconds(Microseconds(rows));

    /// <summary>The most rows in a second, in runs that take no longer than so long.</summary>
    public double CapacityWithin(TimeSpan limit)
    {
        double best = 0;
        for (int rows = 1; Of(rows) <= limit; rows++)
        {
            best = Math.Max(best, rows / Of(rows).TotalSeconds);
        }

        return best;
    }

    private double Microseconds(int rows)
    {
        int above = Math.Clamp(Array.FindIndex(points, point => point.Rows >= rows), 1, points.Length - 1);
        above = rows > points[^1].Rows ? points.Length - 1 : above;
        (int leftRows, double left) = points[above - 1];
        (int rightRows, double right) = points[above];
        return left + ((right - left) * (rows - leftRows) / (rightRows - leftRows));
    }
}
