using RedisAi.Backends;
using RedisAi.Testing;
using RedisAi.Tests.Batching;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests;

public sealed class EngineDisposalTests
{
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Engine_disposes_models_store_and_backends()
    {
        FakeBackend backend = new();
        RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        using (AiTensor x = Functions.Vec(1))
        {
            ai.Tensors.Set("x", x);
        }

        await ai.DisposeAsync();

        Assert.Equal((1, 0, 1), (backend.Sessions[0].Disposals, backend.Sessions[0].Executions, backend.Disposals));
        Assert.Equal(0, ai.Tensors.Count);
    }

    [Fact]
    public async Task Engine_is_disposed_once_however_often_and_in_whatever_way()
    {
        FakeBackend backend = new();
        RedisAiEngine ai = new(backend);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            if (i % 2 == 0)
            {
                await ai.DisposeAsync();
            }
            else
            {
                ai.Dispose();
            }
        })));

        Assert.Equal(1, backend.Disposals);
    }

    [Fact]
    public async Task New_calls_are_refused()
    {
        RedisAiEngine ai = new(new FakeBackend());
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        IModel used = ai.Models["m"];
        IModel unused = ai.Models["m"];
        using AiTensor x = Functions.Vec(1);
        used.Run([x]).Dispose();

        await ai.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => used.Run([x]));
        Assert.Throws<ObjectDisposedException>(() => unused.Run([x]));
        Assert.Throws<ObjectDisposedException>(() => used.Signature);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await used.RunAsync([x]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await used.TryRunAsync([x]));
        Assert.Throws<ObjectDisposedException>(() => ai.Models["m"]);
        Assert.Throws<ObjectDisposedException>(() => ai.Models.TryGet("m", out _));
        Assert.Throws<ObjectDisposedException>(() => ai.Models.GetInfo("m"));
        Assert.Throws<ObjectDisposedException>(() => ai.Models.List());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ai.Models.DeleteAsync("m"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ai.Models.ExecuteAsync("m", ["x"], ["y"]));
    }

    [Fact]
    public async Task Results_and_tensors_outlive_the_engine()
    {
        RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor x = Functions.Vec(2);
        ai.Tensors.Set("x", x);
        using AiTensor stored = ai.Tensors.GetRequired("x");
        using ModelResult result = ai.Models["double"].Run([x]);

        await ai.DisposeAsync();

        Assert.Equal([4], result.AsSpan<float>(0).ToArray());
        Assert.Equal([2], stored.ToArray<float>());
    }

    [Fact]
    public async Task Running_call_is_awaited()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            entered.Set();
            Eventually.Comes(go);
            FakeSession.Echo(session, stop, inputs, outputs);
        });
        RedisAiEngine ai = new(new RedisAiOptions(), [backend], time);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        using AiTensor x = Functions.Vec(1);
        IModel model = ai.Models["m"];
        ValueTask<ModelResult> running = model.RunAsync([x]);
        Eventually.Comes(entered);

        Task disposal = ai.DisposeAsync().AsTask();
        Assert.Throws<ObjectDisposedException>(() => model.Run([x]));
        bool early = disposal.IsCompleted || backend.Disposals > 0;
        go.Set();
        using ModelResult result = await running;
        await Eventually.EndsAsync(disposal);

        Assert.False(early);
        Assert.Equal([1], result.AsSpan<float>(0).ToArray());
        Assert.Equal((1, 1), (backend.Sessions[0].Disposals, backend.Disposals));
    }

    [Fact]
    public async Task Call_that_runs_too_long_is_stopped()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        FakeBackend backend = new(FakeSession.UntilStopped(entered));
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = s_shutdown }, [backend], time);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        using AiTensor x = Functions.Vec(1);
        ValueTask<ModelResult> running = ai.Models["m"].RunAsync([x]);
        Eventually.Comes(entered);

        Task disposal = ai.DisposeAsync().AsTask();
        time.Advance(s_shutdown - TimeSpan.FromTicks(1));
        bool early = running.IsCompleted;
        time.Advance(TimeSpan.FromTicks(1));
        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(async () => await running);
        await Eventually.EndsAsync(disposal);

        Assert.False(early);
        Assert.Contains("The engine was disposed while model 'm' was running.", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (backend.Sessions[0].Disposals, backend.Disposals));
    }

    [Fact]
    public async Task Call_that_does_not_stop_does_not_hold_the_engine_for_ever()
    {
        ManualTimeProvider time = new();
        RecordedLog logs = new();
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            entered.Set();
            Eventually.Comes(go);
            FakeSession.Echo(session, stop, inputs, outputs);
        });
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = s_shutdown }, [backend], time, logs);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        using AiTensor x = Functions.Vec(1);
        ValueTask<ModelResult> running = ai.Models["m"].RunAsync([x]);
        Eventually.Comes(entered);

        Task disposal = ai.DisposeAsync().AsTask();
        time.Advance(s_shutdown);
        await Eventually.HoldsAsync(() => time.ArmedTimers > 0, "the engine waits once more");
        time.Advance(s_shutdown);
        await Eventually.EndsAsync(disposal);
        int disposals = backend.Sessions[0].Disposals;
        go.Set();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await running);

        Assert.Equal(0, disposals);
        Assert.Contains(logs.Texts, static message => message.Contains("1 models or scripts have runs that do not stop", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => backend.Sessions[0].Disposals == 1, "the session is closed after all");
    }

    [Fact]
    public async Task Model_that_is_being_loaded_is_refused_and_closed_and_its_backend_stays_until_then()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        int disposalsDuringLoad = -1;
        FakeBackend backend = new();
        backend.Loading = (_, _, _) =>
        {
            entered.Set();
            Eventually.Comes(go);
            disposalsDuringLoad = backend.Disposals;
        };
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = s_shutdown }, [backend], time);
        Task<ModelInfo> store = ai.Models.StoreAsync("m", FakeBackend.Source);
        Eventually.Comes(entered);
        int armed = time.ArmedTimers;

        Task disposal = ai.DisposeAsync().AsTask();
        await Eventually.HoldsAsync(() => disposal.IsCompleted || time.ArmedTimers > armed, "the engine waits, as long as it may");
        go.Set();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store);
        await Eventually.EndsAsync(disposal);

        Assert.Equal(0, disposalsDuringLoad);
        Assert.Equal((1, 1), (backend.Sessions[0].Disposals, backend.Disposals));
    }

    [Fact]
    public async Task Load_that_can_be_cancelled_does_not_hold_the_engine()
    {
        using ManualResetEventSlim entered = new();
        FakeBackend backend = new()
        {
            Loading = (_, _, token) =>
            {
                entered.Set();
                Assert.True(token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)), "Nobody asked the backend to stop loading.");
                token.ThrowIfCancellationRequested();
            },
        };
        RedisAiEngine ai = new(backend);
        Task<ModelInfo> store = ai.Models.StoreAsync("m", FakeBackend.Source);
        Eventually.Comes(entered);

        await Eventually.EndsAsync(ai.DisposeAsync().AsTask());

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store);
        Assert.Equal(1, backend.Disposals);
    }

    [Fact]
    public async Task Disposal_under_load_answers_or_refuses_every_call()
    {
        for (int round = 0; round < 20; round++)
        {
            FakeBackend backend = new(FakeSession.Tell);
            RedisAiEngine ai = new(backend);
            await ai.Models.StoreAsync("m", FakeBackend.Source);
            IModel model = ai.Models["m"];
            using Barrier start = new(4);
            Task[] callers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                using AiTensor x = Functions.Vec(0);
                try
                {
                    while (true)
                    {
                        using ModelResult result = model.Run([x]);
                        Assert.Equal(1f, result.AsSpan<float>(0)[0]);
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }))];

            start.SignalAndWait();
            Thread.SpinWait(round * 1000);
            await Eventually.EndsAsync(ai.DisposeAsync().AsTask());
            await Eventually.EndsAsync(Task.WhenAll(callers));

            Assert.Equal((1, 0), (backend.Sessions[0].Disposals, backend.Sessions[0].Executions));
        }
    }

    [Fact]
    public async Task Disposal_that_races_with_stores_closes_every_session()
    {
        for (int round = 0; round < 100; round++)
        {
            FakeBackend backend = new();
            RedisAiEngine ai = new(backend);
            using Barrier start = new(3);
            Task[] storers = [.. Enumerable.Range(0, 2).Select(i => Task.Run(async () =>
            {
                start.SignalAndWait();
                try
                {
                    while (true)
                    {
                        await ai.Models.StoreAsync($"{i}", FakeBackend.Source, new ModelOptions { WarmUp = false });
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }))];

            start.SignalAndWait();
            Thread.SpinWait(round * 100);
            await Eventually.EndsAsync(ai.DisposeAsync().AsTask());
            await Eventually.EndsAsync(Task.WhenAll(storers));

            Assert.All(backend.Sessions, static session => Assert.Equal(1, session.Disposals));
        }
    }

    [Fact]
    public async Task No_timer_is_left_of_an_engine_that_had_sessions_and_keys_that_expire()
    {
        ManualTimeProvider time;
        await using (SimulatedSessions sessions = await SimulatedSessions.CreateAsync())
        {
            time = sessions.Time;
            using AiTensor x = Functions.Vec(1);
            sessions.Engine.Tensors.Set("x", x, TimeSpan.FromMinutes(1));
            Task<long[]> call = sessions.CallAsync("user", 1);
            sessions.Threads.RunAll();
            await call;
            Assert.InRange(time.ArmedTimers, 2, 10);
        }

        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        RedisAiOptions negative = new() { ShutdownTimeout = TimeSpan.FromSeconds(-1) };
        RedisAiOptions noBytes = new();
        noBytes.Tensors.MaxBytes = 0;
        RedisAiOptions noLimit = new();
        noLimit.Tensors.Eviction = TensorEviction.LeastRecentlyUsed;
        RedisAiOptions unknown = new();
        unknown.Tensors.Eviction = (TensorEviction)9;

        Assert.Contains("ShutdownTimeout (-00:00:01) must not be negative.", Refused(negative), StringComparison.Ordinal);
        Assert.Contains("Tensors.MaxBytes (0) must be positive, or null for no limit.", Refused(noBytes), StringComparison.Ordinal);
        Assert.Contains("Tensors.Eviction is LeastRecentlyUsed, which needs a limit: set Tensors.MaxBytes.", Refused(noLimit), StringComparison.Ordinal);
        Assert.Contains("Tensors.Eviction (9) must be Reject or LeastRecentlyUsed.", Refused(unknown), StringComparison.Ordinal);

        Assert.Equal("backends", Assert.Throws<ArgumentNullException>(static () => new RedisAiEngine((IBackend)null!)).ParamName);

        static string Refused(RedisAiOptions options) => Assert.Throws<ArgumentException>(() => new RedisAiEngine(options, [])).Message;
    }
}
