using System.Diagnostics;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Runs are stopped between two nodes; each of slow_loop's takes far less than a millisecond.</summary>
public sealed class StopTests
{
    /// <summary>Hours, if nobody stops it.</summary>
    private const long ForEver = 1L << 40;

    private static readonly TimeSpan s_prompt = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Cancelled_run_ends_within_a_tenth_of_a_second()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("slow_loop");

        await Promptness.AssertAsync(
            s_prompt, () => Promptness.CancelAsync(token => RunAsync(ai, ForEver, cancellationToken: token).AsTask(), head: TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task Run_after_a_cancelled_one_is_fine()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("slow_loop");
        for (int round = 0; round < 3; round++)
        {
            using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(20));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await RunAsync(ai, ForEver, cancellationToken: cancellation.Token));

            using ModelResult result = await RunAsync(ai, 3);

            Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(7f) < 0);
        }

        // On a busy machine a call may be cancelled before it is accepted, and is then counted nowhere.
        RunStatistics statistics = ai.Models.GetInfo("m").Statistics;
        Assert.Equal(3, statistics.Calls - statistics.Errors);
        Assert.InRange(statistics.Errors, 0, 3);
    }

    [Fact]
    public async Task Cancellation_stops_one_of_the_runs_at_once_and_not_the_others()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("slow_loop");
        using CancellationTokenSource cancellation = new();
        ValueTask<ModelResult> cancelled = RunAsync(ai, ForEver, cancellationToken: cancellation.Token);
        ValueTask<ModelResult> other = RunAsync(ai, 1_000);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        using ModelResult result = await other;
        Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(7f) < 0);
    }

    [Fact]
    public async Task Run_that_takes_too_long_ends_with_a_timeout()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("slow_loop");
        InferenceOptions options = new() { Timeout = TimeSpan.FromMilliseconds(50) };
        long started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAsync<TimeoutException>(async () => await RunAsync(ai, ForEver, options));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(49), TimeSpan.FromSeconds(10));
        using ModelResult next = await RunAsync(ai, 3, new InferenceOptions { Timeout = TimeSpan.FromSeconds(60) });
        Assert.True(next.AsSpan<float>(0).IndexOfAnyExcept(7f) < 0);
    }

    [Fact]
    public async Task Synchronous_run_is_stopped_too()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("slow_loop");
        using AiTensor trips = AiTensor.Scalar(ForEver);
        using AiTensor x = OnnxModels.Filled(7, 64, 64);
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(50));

        Assert.Throws<TimeoutException>(() => ai.Models["m"].Run([trips, x], new InferenceOptions { Timeout = TimeSpan.FromMilliseconds(50) }));
        Assert.Throws<OperationCanceledException>(() => ai.Models["m"].Run([trips, x], cancellationToken: cancellation.Token));
    }

    [Fact]
    public async Task Engine_that_closes_stops_what_will_not_end()
    {
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(100) }, [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", OnnxModels.Source("slow_loop"));
        ValueTask<ModelResult> run = RunAsync(ai, ForEver);

        await ai.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await run);
    }

    [Fact]
    public async Task Run_in_progress_finishes_when_its_model_is_deleted()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("slow_loop", new ModelOptions { WarmUp = false });
        using AiTensor trips = AiTensor.Scalar(2_000L);
        using AiTensor x = OnnxModels.Filled(7, 64, 64);

        // The first run of a model without warm-up goes to the thread pool, and is accepted when this returns.
        ValueTask<ModelResult> run = ai.Models["m"].RunAsync([trips, x]);
        bool deleted = await ai.Models.DeleteAsync("m");
        bool running = !run.IsCompleted;
        using ModelResult result = await run;

        Assert.True(deleted && running);
        Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept(7f) < 0);
    }

    [Fact]
    public async Task Loading_is_cancelled_with_the_callers_token()
    {
        CancellationToken cancelled = new(canceled: true);
        using OnnxBackend backend = new();
        ModelContent content = new(null, await OnnxModels.BytesAsync("mlp"), default, null);

        OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => backend.Load(content, new ModelOptions(), cancelled));

        // The runtime's own code, so it was the runtime that gave up.
        Assert.Equal(Interop.OrtStatus.LoadCancelled, Assert.IsType<BackendException>(error.InnerException).NativeCode);
        Assert.Equal(cancelled, error.CancellationToken);
    }

    private static async ValueTask<ModelResult> RunAsync(RedisAiEngine ai, long trips, InferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        using AiTensor tripCount = AiTensor.Scalar(trips);
        using AiTensor x = OnnxModels.Filled(7, 64, 64);
        return await Task.Run(() => ai.Models["m"].Run([tripCount, x], options, cancellationToken), CancellationToken.None);
    }
}
