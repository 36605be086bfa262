using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Scripts;

public sealed class ScriptStopTests
{
    private static readonly InferenceOptions s_options = new() { Timeout = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task Script_that_takes_too_long_is_stopped()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(Endless(entered), time);

        ValueTask<ScriptResult> running = ai.Scripts["s"].RunAsync("f", [], options: s_options);
        Eventually.Comes(entered);
        time.Advance(TimeSpan.FromMilliseconds(50));

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(async () => await running);
        Assert.Equal("The call of function 'f' of script 's' was not done within 50 ms.", error.Message);
        Assert.IsType<BackendException>(error.InnerException);
        Assert.Equal((1, 1), (ai.Scripts.GetInfo("s").Statistics.Calls, ai.Scripts.GetInfo("s").Statistics.Errors));
    }

    [Fact]
    public async Task Script_whose_caller_cancels_is_stopped_and_the_next_call_is_not()
    {
        using ManualResetEventSlim entered = new();
        using CancellationTokenSource cancellation = new();
        bool stopped = true;
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(Endless(entered).Add("g", call => stopped = call.Stop.IsSet));
        IScript script = ai.Scripts["s"];

        ValueTask<ScriptResult> running = script.RunAsync("f", [], cancellationToken: cancellation.Token);
        Eventually.Comes(entered);
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        script.Run("g", []).Dispose();

        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.Equal("The call of function 'f' of script 's' was cancelled.", error.Message);
        Assert.False(stopped);
    }

    [Fact]
    public async Task Call_that_is_cancelled_before_it_starts_does_not_run()
    {
        bool ran = false;
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(new FakeScript().Add("f", _ => ran = true));

        Assert.ThrowsAny<OperationCanceledException>(() => ai.Scripts["s"].Run("f", [], cancellationToken: new CancellationToken(canceled: true)));

        Assert.False(ran);
    }

    [Fact]
    public async Task Deadline_of_the_script_stops_the_model_that_it_runs()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        await using RedisAiEngine ai = await WithModelAsync(entered, time);

        ValueTask<ScriptResult> running = ai.Scripts["s"].RunAsync("f", [], options: s_options);
        Eventually.Comes(entered);
        time.Advance(TimeSpan.FromMilliseconds(50));

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(async () => await running);
        Assert.Equal("The call of function 'f' of script 's' was not done within 50 ms.", error.Message);
        Assert.Equal((1, 1), (ai.Models.GetInfo("m").Statistics.Calls, ai.Models.GetInfo("m").Statistics.Errors));
    }

    [Fact]
    public async Task Token_of_the_script_stops_the_model_that_it_runs()
    {
        using ManualResetEventSlim entered = new();
        using CancellationTokenSource cancellation = new();
        await using RedisAiEngine ai = await WithModelAsync(entered);

        ValueTask<ScriptResult> running = ai.Scripts["s"].RunAsync("f", [], cancellationToken: cancellation.Token);
        Eventually.Comes(entered);
        await cancellation.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.Equal("The call of function 'f' of script 's' was cancelled.", error.Message);
    }

    [Fact]
    public async Task Model_that_a_script_begins_after_its_time_does_not_run()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        FakeScript script = new FakeScript().Add("f", call =>
        {
            time.Advance(TimeSpan.FromMilliseconds(60));
            TensorValue[] outputs = new TensorValue[1];
            call.Host.RunModel("m", [], outputs);
        });
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(script, time);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction([], ["y"], _ =>
        {
            entered.Set();
            return [AiTensor.Scalar(1)];
        }));

        Assert.Throws<TimeoutException>(() => ai.Scripts["s"].Run("f", [], options: s_options));

        Assert.False(entered.IsSet);
    }

    [Fact]
    public async Task Time_that_a_model_finds_over_before_the_script_was_told_is_that_of_the_script()
    {
        LateTime time = new();
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(
            new FakeScript().Add("f", call =>
            {
                time.Now += 60 * TimeSpan.TicksPerMillisecond;
                try
                {
                    call.Host.RunModel("m", [], new TensorValue[1]);
                }
                catch (Exception error)
                {
                    throw new BackendException("FAKESCRIPT", 1, error.Message, error);
                }
            }),
            time);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction([], ["y"], static _ => [AiTensor.Scalar(1)]));

        TimeoutException error = Assert.Throws<TimeoutException>(() => ai.Scripts["s"].Run("f", [], options: s_options));

        Assert.Equal("The call of function 'f' of script 's' was not done within 50 ms.", error.Message);
    }

    [Fact]
    public async Task Timeout_that_a_model_throws_by_itself_is_not_that_of_the_script()
    {
        FakeScript script = new FakeScript().Add("f", static call =>
        {
            TensorValue[] outputs = new TensorValue[1];
            call.Host.RunModel("m", [], outputs);
        });
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(script, new ManualTimeProvider());
        await ai.Models.StoreAsync("m", ModelSource.FromFunction([], ["y"], static IReadOnlyList<AiTensor> (_) => throw new TimeoutException("of its own")));

        TimeoutException error = Assert.Throws<TimeoutException>(() => ai.Scripts["s"].Run("f", [], options: s_options));

        Assert.Equal("of its own", error.Message);
    }

    [Fact]
    public async Task Timeout_that_makes_no_sense_is_refused_at_once()
    {
        await using RedisAiEngine ai = await FakeScriptBackend.EngineAsync(FakeScript.Echo);

        Assert.Throws<ArgumentOutOfRangeException>(() => ai.Scripts["s"].Run("echo", [], options: new InferenceOptions { Timeout = TimeSpan.Zero }));
    }

    [Fact]
    public async Task Engine_that_closes_refuses_calls_waits_for_the_running_one_and_lets_it_run_its_model()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeScriptBackend backend = new(new FakeScript().Add("f", call =>
        {
            entered.Set();
            Eventually.Comes(go);
            TensorValue[] outputs = new TensorValue[1];
            call.Host.RunModel("double", call.Inputs, outputs);
            call.Outputs.Add(outputs[0]);
        }));
        RedisAiEngine ai = new(new RedisAiOptions(), [backend], new ManualTimeProvider());
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        await ai.Models.StoreAsync("double", Functions.Double);
        IScript script = ai.Scripts["s"];
        IModel model = ai.Models["double"];
        using AiTensor x = Functions.Vec(4);
        ValueTask<ScriptResult> running = script.RunAsync("f", [x]);
        Eventually.Comes(entered);

        Task disposal = ai.DisposeAsync().AsTask();
        Assert.Throws<ObjectDisposedException>(() => script.Run("f", [x]));
        Assert.Throws<ObjectDisposedException>(() => model.Run([x]));
        Assert.Throws<ObjectDisposedException>(() => ai.Scripts["s"]);
        Assert.Throws<ObjectDisposedException>(() => ai.Scripts.List());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ai.Scripts.DeleteAsync("s"));
        bool early = disposal.IsCompleted;
        go.Set();
        using ScriptResult result = await running;
        await Eventually.EndsAsync(disposal);

        Assert.False(early);
        Assert.Equal([8], result.AsSpan<float>(0).ToArray());
        Assert.Equal((1, 0, 1), (backend.Sessions[0].Disposals, backend.Sessions[0].Executions, backend.Disposals));
    }

    [Fact]
    public async Task Engine_that_closes_stops_a_script_and_its_model_when_it_has_waited_long_enough()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        RedisAiEngine ai = await WithModelAsync(entered, time);
        ValueTask<ScriptResult> running = ai.Scripts["s"].RunAsync("f", []);
        Eventually.Comes(entered);

        Task disposal = ai.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(async () => await running);
        await Eventually.EndsAsync(disposal);

        Assert.Contains("The engine was disposed while function 'f' of script 's' was running.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_closed_even_when_a_script_does_not_stop()
    {
        ManualTimeProvider time = new();
        RecordedLog logs = new();
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeBackend models = new();
        Exception? refusal = null;
        FakeScriptBackend scripts = new(new FakeScript().Add("f", call =>
        {
            entered.Set();
            Eventually.Comes(go);
            TensorValue[] outputs = new TensorValue[1];
            try
            {
                call.Host.RunModel("m", call.Inputs, outputs);
            }
            catch (ObjectDisposedException error)
            {
                refusal = error;
                throw;
            }
        }));
        RedisAiEngine ai = new(new RedisAiOptions(), [scripts, models], time, logs);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        using AiTensor x = Functions.Vec(1);
        ValueTask<ScriptResult> running = ai.Scripts["s"].RunAsync("f", [x]);
        Eventually.Comes(entered);

        Task disposal = ai.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => time.ArmedTimers > 0, "the engine waits once more");
        time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.EndsAsync(disposal);
        (int model, int script) = (models.Sessions[0].Disposals, scripts.Sessions[0].Disposals);
        go.Set();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await running);

        Assert.Equal((1, 0), (model, script));
        Assert.NotNull(refusal);
        Assert.Contains(logs.Texts, static message => message.Contains("1 models or scripts have runs that do not stop", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => scripts.Sessions[0].Disposals == 1, "the session is closed after all");
    }

    private static FakeScript Endless(ManualResetEventSlim entered) => new FakeScript().Add("f", call =>
    {
        entered.Set();
        Eventually.Comes(call.Stop);
        throw new BackendException("FAKESCRIPT", 1, "It was asked to stop.");
    });

    /// <summary>A script <c>s</c> that runs a model <c>m</c> that ends when it is asked to.</summary>
    private static async Task<RedisAiEngine> WithModelAsync(ManualResetEventSlim entered, TimeProvider? time = null)
    {
        FakeScript script = new FakeScript().Add("f", static call =>
        {
            TensorValue[] outputs = new TensorValue[1];
            try
            {
                call.Host.RunModel("m", [], outputs);
            }
            catch (Exception error)
            {
                throw new BackendException("FAKESCRIPT", 1, error.Message, error);
            }
        });
        RedisAiEngine ai = await FakeScriptBackend.EngineAsync(script, time);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction([], ["y"], (_, token) =>
        {
            entered.Set();
            Assert.True(token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)), "Nobody asked the model to stop.");
            token.ThrowIfCancellationRequested();
            return [];
        }));
        return ai;
    }

    /// <summary>A clock whose timers are late for ever.</summary>
    private sealed class LateTime : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new LateTimer();
    }

    private sealed class LateTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
