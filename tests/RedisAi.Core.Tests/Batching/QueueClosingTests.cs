using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;
using static RedisAi.Tests.Batching.SimulatedModel;

namespace RedisAi.Tests.Batching;

public sealed class QueueClosingTests
{
    [Fact]
    public async Task Calls_that_wait_when_the_engine_closes_are_answered()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2)];

        Task closed = model.Engine.DisposeAsync().AsTask();
        bool early = closed.IsCompleted;
        Task<long[]> refused = model.CallAsync(3);
        model.Threads.RunAll();
        await Eventually.EndsAsync(closed);

        Assert.False(early);
        Assert.Equal([[3], [5]], await Task.WhenAll(calls));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => refused);
    }

    [Fact]
    public async Task Calls_that_still_wait_after_the_shutdown_timeout_end_with_it()
    {
        await using SimulatedModel model = await CreateAsync(engineOptions: new RedisAiOptions { ShutdownTimeout = TimeSpan.FromSeconds(5) });
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2)];

        Task closed = model.Engine.DisposeAsync().AsTask();
        model.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.EndsAsync(closed);
        model.Threads.RunAll();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls[0]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls[1]);
        Assert.Empty(model.Runs);
    }

    [Fact]
    public async Task Run_of_the_closing_engine_is_stopped_after_the_shutdown_timeout()
    {
        await using SimulatedModel model = await CreateAsync(engineOptions: new RedisAiOptions { ShutdownTimeout = TimeSpan.FromSeconds(5) });
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2)];
        Task closed = Task.CompletedTask;
        model.Running = execution =>
        {
            closed = model.Engine.DisposeAsync().AsTask();
            model.Time.Advance(TimeSpan.FromSeconds(5));
            Eventually.HoldsAsync(() => execution.IsStopped, "the run is asked to stop").GetAwaiter().GetResult();
        };

        model.Threads.RunAll();
        await Eventually.EndsAsync(closed);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls[0]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls[1]);
    }

    [Fact]
    public async Task Calls_that_wait_when_the_model_is_deleted_are_answered()
    {
        await using SimulatedModel model = await CreateAsync();
        Task<long[]>[] calls = [model.CallAsync(1), model.CallAsync(2)];
        IModel handle = model.Model;

        Task<bool> deleted = model.Engine.Models.DeleteAsync("m");
        model.Threads.RunAll();

        Assert.True(await deleted);
        Assert.Equal([[3], [5]], await Task.WhenAll(calls));
        using AiTensor x = AiTensor.Create<long>([1, 1], [1]);
        Assert.Throws<ModelNotFoundException>(() => handle.Run([x]));
    }

    [Fact]
    public async Task Calls_that_wait_when_the_model_is_replaced_are_answered_by_the_old_one_and_later_ones_by_the_new_one()
    {
        await using SimulatedModel model = await CreateAsync();
        List<int> versions = [];
        model.Running = execution => versions.Add(execution.Version);
        Task<long[]> before = model.CallAsync(1);

        await model.Engine.Models.StoreAsync("m", SimulatedBackend.Source);
        versions.Clear();
        Task<long[]> after = model.CallAsync(2);
        model.Threads.RunAll();

        Assert.Equal([1, 2], versions);
        Assert.Equal((long[])[3], await before);
        Assert.Equal((long[])[5], await after);
    }

    [Fact]
    public void Queue_whose_last_call_ends_at_the_moment_of_the_close_lets_the_slots_close()
    {
        ManualTimeProvider time = new();
        using StepThreads threads = new();
        using EngineMetrics metrics = new(factory: null);
        QueueSettings settings = new() { InputCount = 0, MaxRuns = 1, MeasuredRuns = [(1, 1)] };
        SlotPool[] slots = [.. Enumerable.Range(0, 20_000).Select(_ => CountedCall.SlotsWithoutRuns(metrics, time))];
        CallQueue[] queues = [.. slots.Select(Open)];

        int steps = Threads.RunInStep(2, queues.Length, (thread, step) =>
        {
            if (thread == 0)
            {
                queues[step].Close();
            }
            else
            {
                queues[step].NoteEnded(1);
            }
        });

        Assert.All(slots.Take(steps), static pool => Assert.True(pool.Closed.IsCompleted));

        // Only the queue keeps them open.
        CallQueue Open(SlotPool pool)
        {
            pool.Hold();
            pool.Close();
            CallQueue queue = new(pool, settings, threads);
            CountedCall call = new(queue);
            call.Begin(time.GetTimestamp(), long.MaxValue, CancellationToken.None);
            Assert.Equal(Submission.Accepted, queue.TrySubmit(call, CallerThread.Free));
            return queue;
        }
    }
}
