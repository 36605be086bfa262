using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelStopTests
{
    private static readonly InferenceOptions s_fiftyMs = new() { Timeout = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task Call_with_a_cancelled_token_does_not_run()
    {
        await using RedisAiEngine ai = new();
        int calls = 0;
        await StoreAsync(ai, _ => calls++);
        using AiTensor x = Functions.Vec(1);
        CancellationToken cancelled = new(canceled: true);

        OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => ai.Models["m"].Run([x], cancellationToken: cancelled));
        ValueTask<ModelResult> run = ai.Models["m"].RunAsync([x], cancellationToken: cancelled);

        Assert.Equal(cancelled, error.CancellationToken);
        Assert.Equal("The call of model 'm' was cancelled.", error.Message);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run);
        Assert.Equal(0, calls);
        Assert.Equal(0, ai.Models.GetInfo("m").Statistics.Calls);
    }

    [Fact]
    public async Task Running_call_is_cancelled_with_the_callers_token()
    {
        await using RedisAiEngine ai = new();
        using ManualResetEventSlim entered = new();
        await StoreAsync(ai, token => WaitForStop(entered, token));
        using AiTensor x = Functions.Vec(1);
        using CancellationTokenSource cancellation = new();

        ValueTask<ModelResult> run = ai.Models["m"].RunAsync([x], cancellationToken: cancellation.Token);
        Eventually.Comes(entered);
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(async () => await run);

        Assert.Equal(cancellation.Token, error.CancellationToken);

        // The caller does not wait for a run that takes its time to stop.
        await Eventually.HoldsAsync(() => ai.Models.GetInfo("m").Statistics is { Calls: 1, Errors: 1 }, "the run that was stopped is counted");
    }

    [Fact]
    public async Task Call_after_a_cancelled_one_runs()
    {
        await using RedisAiEngine ai = new();
        using ManualResetEventSlim entered = new();
        bool wait = true;
        await StoreAsync(ai, token =>
        {
            if (wait)
            {
                WaitForStop(entered, token);
            }

            token.ThrowIfCancellationRequested();
        });
        using AiTensor x = Functions.Vec(1);
        using CancellationTokenSource cancellation = new();
        ValueTask<ModelResult> run = ai.Models["m"].RunAsync([x], cancellationToken: cancellation.Token);
        Eventually.Comes(entered);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run);

        wait = false;
        using ModelResult next = ai.Models["m"].Run([x]);

        Assert.Equal([1], next.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Answer_of_a_call_that_was_cancelled_meanwhile_is_dropped()
    {
        await using RedisAiEngine ai = new();
        using CancellationTokenSource cancellation = new();
        await StoreAsync(ai, _ => cancellation.Cancel());
        using AiTensor x = Functions.Vec(1);

        // The leak check that follows sees whether the outputs were released.
        Assert.Throws<OperationCanceledException>(() => ai.Models["m"].Run([x], cancellationToken: cancellation.Token));
    }

    [Fact]
    public async Task Token_cancelled_after_the_call_has_ended_stops_no_other_call()
    {
        await using RedisAiEngine ai = new();
        await StoreAsync(ai, static token => token.ThrowIfCancellationRequested());
        using AiTensor x = Functions.Vec(1);
        for (int i = 0; i < 100; i++)
        {
            using CancellationTokenSource cancellation = new();
            ai.Models["m"].Run([x], cancellationToken: cancellation.Token).Dispose();

            await cancellation.CancelAsync();

            ai.Models["m"].Run([x]).Dispose();
        }

        Assert.Equal(0, ai.Models.GetInfo("m").Statistics.Errors);
    }

    [Fact]
    public async Task Cancellation_that_races_with_the_end_of_a_call_gives_its_answer_or_is_reported_and_hits_no_other_call()
    {
        await using RedisAiEngine ai = new();
        await StoreAsync(ai, static token => token.ThrowIfCancellationRequested());
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1);

        Threads.Run(3, _ =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                using CancellationTokenSource cancellation = new();
                Task cancel = Task.Run(cancellation.Cancel);
                try
                {
                    model.Run([x], cancellationToken: cancellation.Token).Dispose();
                }
                catch (OperationCanceledException error)
                {
                    Assert.Equal(cancellation.Token, error.CancellationToken);
                }

                model.Run([x]).Dispose();
                cancel.Wait();
            }
        });
    }

    [Fact]
    public async Task Cancellation_that_the_function_asks_for_itself_is_its_own()
    {
        await using RedisAiEngine ai = new();
        OperationCanceledException own = new("The function's own.");
        await StoreAsync(ai, _ => throw own);
        using AiTensor x = Functions.Vec(1);

        OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => ai.Models["m"].Run([x]));

        Assert.Same(own, error);
    }

    [Fact]
    public async Task Call_that_takes_too_long_is_stopped()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        using ManualResetEventSlim entered = new();
        await StoreAsync(ai, token => WaitForStop(entered, token));
        using AiTensor x = Functions.Vec(1);

        ValueTask<ModelResult> run = ai.Models["m"].RunAsync([x], s_fiftyMs);
        Eventually.Comes(entered);
        time.Advance(TimeSpan.FromMilliseconds(49));
        bool early = run.IsCompleted;
        time.Advance(TimeSpan.FromMilliseconds(1));
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(async () => await run);

        Assert.False(early);
        Assert.Equal("The call of model 'm' was not done within 50 ms.", error.Message);

        // The caller does not wait for a run that takes its time to stop.
        await Eventually.HoldsAsync(() => ai.Models.GetInfo("m").Statistics.Errors == 1, "the run that was stopped is counted");
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public async Task Timeout_of_a_call_does_not_stop_the_next_one()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await StoreAsync(ai, token =>
        {
            time.Advance(TimeSpan.FromMilliseconds(40));
            token.ThrowIfCancellationRequested();
        });
        using AiTensor x = Functions.Vec(1);

        for (int i = 0; i < 5; i++)
        {
            ai.Models["m"].Run([x], s_fiftyMs).Dispose();
        }

        Assert.Equal(0, ai.Models.GetInfo("m").Statistics.Errors);
    }

    [Fact]
    public async Task Answer_that_comes_after_its_time_is_dropped()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        await StoreAsync(ai, _ => time.Advance(TimeSpan.FromMilliseconds(60)));
        using AiTensor x = Functions.Vec(1);

        Assert.Throws<TimeoutException>(() => ai.Models["m"].Run([x], s_fiftyMs));
    }

    [Fact]
    public async Task Call_whose_time_is_over_before_it_starts_does_not_run()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new HurryingTime(TimeSpan.FromMilliseconds(100)));
        int calls = 0;
        await StoreAsync(ai, _ => calls++);
        using AiTensor x = Functions.Vec(1);

        Assert.Throws<TimeoutException>(() => ai.Models["m"].Run([x], s_fiftyMs));

        Assert.Equal(0, calls);
        Assert.Equal(0, ai.Models.GetInfo("m").Statistics.Calls);
    }

    [Fact]
    public async Task Longest_timeouts_do_not_overflow()
    {
        await using RedisAiEngine ai = new();
        await StoreAsync(ai, static _ => { });
        using AiTensor x = Functions.Vec(1);

        ai.Models["m"].Run([x], new InferenceOptions { Timeout = TimeSpan.MaxValue }).Dispose();
        ai.Models["m"].Run([x], new InferenceOptions { Timeout = TimeSpan.FromDays(100_000) }).Dispose();
        ai.Models["m"].Run([x], new InferenceOptions { Timeout = TimeSpan.FromDays(60) }).Dispose();

        Assert.Equal((3, 0), (ai.Models.GetInfo("m").Statistics.Calls, ai.Models.GetInfo("m").Statistics.Errors));
    }

    [Fact]
    public async Task Cancellation_before_the_timeout_is_a_cancellation_and_after_it_a_timeout()
    {
        ManualTimeProvider time = new();
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        CancellationTokenSource cancellation = new();
        bool cancelFirst = true;
        await StoreAsync(ai, _ =>
        {
            if (cancelFirst)
            {
                cancellation.Cancel();
            }

            time.Advance(TimeSpan.FromMilliseconds(50));
            cancellation.Cancel();
        });
        using AiTensor x = Functions.Vec(1);

        Assert.Throws<OperationCanceledException>(() => ai.Models["m"].Run([x], s_fiftyMs, cancellation.Token));
        cancellation.Dispose();
        cancelFirst = false;
        cancellation = new CancellationTokenSource();
        Assert.Throws<TimeoutException>(() => ai.Models["m"].Run([x], s_fiftyMs, cancellation.Token));
        cancellation.Dispose();
    }

    private static Task<ModelInfo> StoreAsync(RedisAiEngine ai, Action<CancellationToken> body) => ai.Models.StoreAsync("m", ModelSource.FromFunction(Functions.Vector, (inputs, token) =>
    {
        body(token);
        return [inputs[0]];
    }));

    private static void WaitForStop(ManualResetEventSlim entered, CancellationToken token)
    {
        entered.Set();
        Assert.True(token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)), "Nobody asked the function to stop.");
        token.ThrowIfCancellationRequested();
    }

    /// <summary>A clock that has moved on whenever somebody looks.</summary>
    private sealed class HurryingTime(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _now, step.Ticks);
    }
}
