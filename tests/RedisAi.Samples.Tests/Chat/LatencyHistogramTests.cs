using RedisAi.Samples.Chat.Statistics;

namespace RedisAi.Samples.Tests.Chat;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentiles_are_right_to_nine_per_cent()
    {
        LatencyHistogram histogram = new();
        for (int i = 1; i <= 1000; i++)
        {
            histogram.Record(i / 1000.0);
        }

        Assert.Equal(1000, histogram.Count);
        Assert.InRange(histogram.Percentile(0.50), 0.500, 0.546);
        Assert.InRange(histogram.Percentile(0.99), 0.990, 1.080);
    }

    [Fact]
    public void Nothing_takes_no_time() => Assert.Equal(0, new LatencyHistogram().Percentile(0.99));

    [Theory]
    [InlineData(0, 0, 2e-6)]
    [InlineData(3600, 60, 200)]
    public void Times_beyond_the_buckets_count_as_the_nearest(double seconds, double least, double most)
    {
        LatencyHistogram histogram = new();

        histogram.Record(seconds);

        Assert.InRange(histogram.Percentile(0.5), least, most);
    }
}
