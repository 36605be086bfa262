using FsCheck.Fluent;
using RedisAi.Diagnostics;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Diagnostics;

public sealed class RunHistogramTests
{
    [Fact]
    public void Any_single_time_is_told_within_seven_percent() => Properties.Hold(
        Gen.Zip(Gen.Choose(0, 46), Gen.Choose(0, 1_000_000)),
        static pair =>
        {
            long ticks = (1L << pair.Item1) + (long)((1L << pair.Item1) * (pair.Item2 / 1_000_001.0));

            double told = Percentile(0.5, ticks);

            Assert.InRange(told, ticks * 0.93, ticks * 1.07);
        },
        count: 2_000);

    [Fact]
    public void Percentiles_do_not_fall_as_the_share_grows() => Properties.Hold(
        Gen.Choose(0, int.MaxValue).Select(static ticks => (long)ticks).NonEmptyListOf(),
        static ticks =>
        {
            long[] all = [.. ticks];

            Assert.True(Percentile(0.5, all) <= Percentile(0.95, all));
            Assert.True(Percentile(0.95, all) <= Percentile(0.99, all));
        });

    [Fact]
    public void Share_of_the_runs_did_not_exceed_the_percentile() => Properties.Hold(
        Gen.Zip(Gen.Choose(1, int.MaxValue).Select(static ticks => (long)ticks).NonEmptyListOf(), Gen.Choose(1, 99)),
        static pair =>
        {
            long[] sorted = [.. pair.Item1.Order()];
            long exact = sorted[(int)Math.Ceiling(sorted.Length * pair.Item2 / 100.0) - 1];

            double told = Percentile(pair.Item2 / 100.0, sorted);

            Assert.InRange(told, exact * 0.93, exact * 1.07);
        });

    [Fact]
    public void Extreme_times_are_kept()
    {
        Assert.Equal(0, Percentile(0.5));
        Assert.Equal(0, Percentile(0.5, 0));
        Assert.Equal(0, Percentile(0.5, -5));
        Assert.InRange(Percentile(0.5, long.MaxValue), 1L << 46, 1L << 48);
    }

    [Fact]
    public void More_runs_than_an_int_can_count_are_counted()
    {
        RunHistogram histogram = new();
        long[] counts = RunHistogram.CreateCounts();

        histogram.Record(5, int.MaxValue);
        histogram.Record(5, int.MaxValue);
        histogram.Record(7, runs: 1);
        histogram.AddTo(counts);

        Assert.Equal((2L * int.MaxValue) + 1, counts.Sum());
        Assert.Equal(5, RunHistogram.Percentile(counts, 0.99));
    }

    private static double Percentile(double share, params long[] ticks)
    {
        RunHistogram histogram = new();
        Array.ForEach(ticks, one => histogram.Record(one, runs: 1));
        long[] counts = RunHistogram.CreateCounts();
        histogram.AddTo(counts);
        return RunHistogram.Percentile(counts, share);
    }
}
