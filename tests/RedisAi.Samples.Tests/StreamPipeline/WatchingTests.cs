using RedisAi.Samples.StreamPipeline.Processes;
using RedisAi.Samples.StreamPipeline.Watching;

namespace RedisAi.Samples.Tests.StreamPipeline;

public sealed class WatchingTests
{
    [Fact]
    public void Rate_is_that_of_the_last_second()
    {
        Rate rate = new();

        Assert.Equal(100, rate.Add(TimeSpan.FromSeconds(0.5), 50), 1e-9);
        Assert.Equal(100, rate.Add(TimeSpan.FromSeconds(1), 100), 1e-9);
        Assert.Equal(0, rate.Add(TimeSpan.FromSeconds(2), 100), 1e-9);
        Assert.Equal(30, rate.Add(TimeSpan.FromSeconds(3), 130), 1e-9);
    }

    [Fact]
    public void Curve_shows_the_last_values_the_highest_as_high_as_a_line()
    {
        Curve curve = new(width: 4);
        foreach (double value in new double[] { 90, 0, 70, 35, 10 })
        {
            curve.Add(value);
        }

        Assert.Equal("▁█▅▂", curve.ToString());
    }

    [Fact]
    public void Curve_of_nothing_is_flat()
    {
        Curve curve = new(width: 3);
        curve.Add(0);
        curve.Add(0);

        Assert.Equal("▁▁", curve.ToString());
    }

    [Fact]
    public void Lines_come_once_a_second_and_what_happens_at_once()
    {
        using StringWriter writer = new();
        Lines lines = new(writer);

        lines.Show(At(0.25));
        lines.Tell("something happens");
        lines.Show(At(1));
        lines.Show(At(1.5));
        lines.Show(At(2));

        Assert.Equal(
            [
                "something happens",
                "  1.0 s  in 10/s  out 9/s  lag 3  pending 2  dead letters 1  worker-1: killed, 0 calls  worker-2: 1 call",
                "  2.0 s  in 10/s  out 9/s  lag 3  pending 2  dead letters 1  worker-1: killed, 0 calls  worker-2: 1 call",
            ],
            writer.ToString().TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void Picture_is_drawn_over_the_one_before()
    {
        using StringWriter writer = new();
        Picture picture = new(writer);

        picture.Show(At(1));
        string first = writer.ToString();
        picture.Show(At(2));

        Assert.DoesNotContain("\e[10A", first, StringComparison.Ordinal);
        Assert.Contains($"\e[{first.Count(static c => c == '\n')}A", writer.ToString()[first.Length..], StringComparison.Ordinal);
    }

    [Fact]
    public void Picture_fits_into_a_usual_terminal()
    {
        using StringWriter writer = new();
        Picture picture = new(writer);
        for (int tick = 0; tick < 100; tick++)
        {
            picture.Tell($"{tick}");
            picture.Show(At(tick) with { InPerSecond = 99_999, Workers = [.. Enumerable.Repeat(At(0).Workers[0], 20)] });
        }

        string last = writer.ToString().Split("\e[J")[^2];

        Assert.InRange(last.Count(static c => c == '\n'), 1, 24);
        Assert.All(last.Replace("\e[K", "", StringComparison.Ordinal).Split('\n')[1..], static line => Assert.InRange(line.Length, 0, 80));
    }

    private static Figures At(double seconds) => new(
        TimeSpan.FromSeconds(seconds), 10, 9, Lag: 3, Pending: 2, DeadLetters: 1,
        [new WorkerFigures("worker-1", WorkerState.Killed, 2, 0), new WorkerFigures("worker-2", WorkerState.Working, 0, 1)]);
}
