using RedisAi.Simulation.Measuring;
using RedisAi.Simulation.Randomness;
using RedisAi.Simulation.Statistics;

namespace RedisAi.Simulation.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(0.999)]
    public void Percentiles_of_the_histogram_are_those_of_the_sorted_times_but_for_a_bucket(double share)
    {
        SeededRandom random = new(6);
        double[] times = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextExponential(0.004))];
        LatencyHistogram histogram = new();
        Array.ForEach(times, histogram.Add);

        double exact = times.Order().ElementAt((int)Math.Ceiling(share * times.Length) - 1);

        Assert.Equal(exact, histogram.Percentile(share), exact * 0.045);
        Assert.Equal(times.Average(), histogram.Mean, 1e-12);
        Assert.Equal(times.Max(), histogram.Max);
    }

    [Fact]
    public void Histogram_without_times_and_one_of_a_single_time_answer()
    {
        LatencyHistogram histogram = new();
        Assert.Equal(0, histogram.Percentile(0.99));

        histogram.Add(2);

        Assert.Equal(2, histogram.Percentile(0.99), 0.09);
        Assert.Equal(2, histogram.Max);
    }

    [Fact]
    public void Line_through_points_of_a_line_is_that_line()
    {
        (double start, double slope) = LeastSquares.Fit([(256, 3 + (0.002 * 256)), (1024, 3 + (0.002 * 1024)), (65_536, 3 + (0.002 * 65_536))]);

        Assert.Equal(3, start, 1e-6);
        Assert.Equal(0.002, slope, 1e-9);
    }

    [Fact]
    public void Line_is_as_close_to_small_values_as_to_large_ones()
    {
        // One value in five is a tenth too large; by absolute errors the largest would decide alone.
        (double start, double _) = LeastSquares.Fit([(1, 2), (2, 3), (3, 4), (4, 5), (1000, 1101)]);

        Assert.InRange(start, 0.7, 1.2);
    }
}
