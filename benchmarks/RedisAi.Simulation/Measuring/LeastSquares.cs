namespace RedisAi.Simulation.Measuring;

/// <summary>The straight line that fits points best, each by its own size: what is off by a tenth counts alike, whether small or large.</summary>
internal static class LeastSquares
{
    /// <returns>The value at 0 and the growth by each unit of x.</returns>
    public static (double Base, double Slope) Fit(IReadOnlyList<(double X, double Y)> points)
    {
        double weights = 0, x = 0, y = 0, xx = 0, xy = 0;
        foreach ((double px, double py) in points)
        {
            double weight = 1 / (py * py);
            weights += weight;
            x += weight * px;
            y += weight * py;
            xx += weight * px * px;
            xy += weight * px * py;
        }

        double slope = ((weights * xy) - (x * y)) / ((weights * xx) - (x * x));
        return ((y - (slope * x)) / weights, slope);
    }
}
