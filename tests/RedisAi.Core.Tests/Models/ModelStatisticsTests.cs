using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelStatisticsTests
{
    [Fact]
    public async Task New_model_has_no_statistics()
    {
        await using RedisAiEngine ai = new();

        ModelInfo info = await ai.Models.StoreAsync("m", Functions.Double);

        Assert.Equal(new RunStatistics(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero), info.Statistics);
    }

    [Fact]
    public async Task Calls_errors_rows_and_time_add_up()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await StoreAsync(ai, time);

        await RunAsync(ai, rows: 3, ms: 10);
        await RunAsync(ai, rows: 5, ms: 30);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => RunAsync(ai, rows: 7, ms: -1));

        RunStatistics statistics = ai.Models.GetInfo("m").Statistics;
        Assert.Equal((3, 1, 8), (statistics.Calls, statistics.Errors, statistics.Samples));
        Assert.Equal(TimeSpan.FromMilliseconds(40), statistics.Duration);
    }

    [Fact]
    public async Task Percentiles_are_within_seven_percent()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await StoreAsync(ai, time);

        for (int ms = 1; ms <= 200; ms++)
        {
            await RunAsync(ai, rows: 1, ms);
        }

        RunStatistics statistics = ai.Models.GetInfo("m").Statistics;
        Assert.InRange(statistics.Median.TotalMilliseconds, 93, 107);
        Assert.InRange(statistics.Percentile95.TotalMilliseconds, 190 * 0.93, 190 * 1.07);
        Assert.InRange(statistics.Percentile99.TotalMilliseconds, 198 * 0.93, 198 * 1.07);
        Assert.Equal(TimeSpan.FromMilliseconds(200 * 201 / 2), statistics.Duration);
    }

    [Fact]
    public async Task Of_very_short_runs_one_in_eight_stands_for_the_others()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            time.Advance(TimeSpan.FromMicroseconds(2));
            return [inputs[0]];
        }));
        using AiTensor x = Functions.Vec(1);

        for (int i = 0; i < 1 + (8 * 10); i++)
        {
            ai.Models["m"].Run([x]).Dispose();
        }

        RunStatistics statistics = ai.Models.GetInfo("m").Statistics;
        Assert.Equal((81, 81), (statistics.Calls, statistics.Samples));
        Assert.Equal(TimeSpan.FromMicroseconds(2 * 81), statistics.Duration);
        Assert.InRange(statistics.Median.TotalMicroseconds, 2 * 0.93, 2 * 1.07);
    }

    [Fact]
    public async Task Short_runs_that_are_timed_anyway_stand_for_themselves_alone()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], inputs =>
        {
            time.Advance(TimeSpan.FromMicroseconds(2));
            return [inputs[0]];
        }));
        using AiTensor x = Functions.Vec(1);
        InferenceOptions options = new() { Timeout = TimeSpan.FromSeconds(1) };

        for (int i = 0; i < 100; i++)
        {
            ai.Models["m"].Run([x], options).Dispose();
        }

        Assert.Equal(TimeSpan.FromMicroseconds(2 * 100), ai.Models.GetInfo("m").Statistics.Duration);
    }

    [Fact]
    public async Task Output_without_axes_counts_as_one_row()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction([], ["y"], static _ => [AiTensor.Scalar(1)]));

        ai.Models["m"].Run([]).Dispose();

        Assert.Equal(1, ai.Models.GetInfo("m").Statistics.Samples);
    }

    [Fact]
    public async Task New_version_starts_from_zero()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Double);
        using AiTensor x = Functions.Vec(1);
        ai.Models["m"].Run([x]).Dispose();

        ModelInfo info = await ai.Models.StoreAsync("m", Functions.Double);

        Assert.Equal(0, info.Statistics.Calls);
    }

    [Fact]
    public async Task Calls_of_many_threads_are_all_counted()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Double);
        IModel model = ai.Models["m"];

        Threads.Run(4, _ =>
        {
            using AiTensor x = Functions.Vec(1, 2, 3);
            for (int i = 0; i < 1_000; i++)
            {
                model.Run([x]).Dispose();
            }
        });

        RunStatistics statistics = ai.Models.GetInfo("m").Statistics;
        Assert.Equal((4_000, 0, 12_000), (statistics.Calls, statistics.Errors, statistics.Samples));
    }

    /// <summary>Takes as many milliseconds as the first element says, and fails when that is negative.</summary>
    private static Task<ModelInfo> StoreAsync(RedisAiEngine ai, ManualTimeProvider time) => ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], inputs =>
    {
        float ms = inputs[0].AsSpan<float>()[0];
        if (ms < 0)
        {
            throw new InvalidTimeZoneException();
        }

        time.Advance(TimeSpan.FromMilliseconds(ms));
        return [inputs[0]];
    }));

    private static async Task RunAsync(RedisAiEngine ai, int rows, int ms)
    {
        using AiTensor x = AiTensor.Create<float, int>([rows, 2], ms, static (span, value) => span.Fill(value));
        using ModelResult result = await ai.Models["m"].RunAsync([x]);
    }
}
