using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Plans and the end of their engine.</summary>
public sealed class PlanDisposalTests
{
    [Fact]
    public async Task Engine_waits_for_plans_whose_nodes_go_on_and_refuses_further_runs()
    {
        RedisAiEngine ai = new();
        await ai.Models.StoreAsync("double", Functions.Double);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DagPlan plan = Compile(ai, go);

        Task<float> run = RunAsync(plan, 3);
        Task disposal = ai.DisposeAsync().AsTask();
        bool early = disposal.IsCompleted;
        ObjectDisposedException refused = await Assert.ThrowsAsync<ObjectDisposedException>(() => RunAsync(plan, 3));
        using AiTensor x = Number(1);
        Assert.Throws<ObjectDisposedException>(() => plan.Run(new NamedTensors { ["x"] = x }));
        go.SetResult();

        Assert.False(early);
        Assert.Equal(6, await run);
        await Eventually.EndsAsync(disposal);
        Assert.Contains("The engine was disposed, or its host is shutting down.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_that_takes_too_long_is_stopped()
    {
        ManualTimeProvider time = new();
        RecordedLog logs = new();
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = TimeSpan.FromSeconds(10) }, [], time, logs);
        await ai.Models.StoreAsync("double", Functions.Double);
        DagPlan plan = Compile(ai, new TaskCompletionSource());
        using CancellationTokenSource cancellation = new();
        Task<float>[] runs = [RunAsync(plan, 3), RunAsync(plan, 3, new InferenceOptions { Timeout = TimeSpan.FromHours(1) }), RunAsync(plan, 3, null, cancellation.Token)];

        Task disposal = ai.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        foreach (Task<float> run in runs)
        {
            ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(() => Eventually.EndsAsync(run));
            Assert.Contains("The engine was disposed while the plan 'p' was running.", error.Message, StringComparison.Ordinal);
        }

        // The clock stands still meanwhile: runs that end on threads of the pool are not late by it.
        await Eventually.EndsAsync(disposal);
        Assert.Contains("Runs were still going on 00:00:10 after the shutdown began; they are asked to stop", logs.Texts);
        Assert.DoesNotContain(logs.Entries, static entry => entry.Id.Id is 111 or 118);
    }

    [Fact]
    public async Task Plan_that_does_not_stop_is_told_and_does_not_hold_the_engine_for_ever()
    {
        ManualTimeProvider time = new();
        RecordedLog logs = new();
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = TimeSpan.FromSeconds(10) }, [], time, logs);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DagBuilder dag = ai.CreateDag("p");
        DagValue waited = dag.Function(
            "wait",
            async (x, _) =>
            {
                await go.Task;
                return x;
            },
            dag.Input("x"));
        dag.Output("y", waited);
        Task<float> run = RunAsync(dag.Compile(), 3);

        Task disposal = ai.DisposeAsync().AsTask();
        while (!disposal.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        go.SetResult();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Eventually.EndsAsync(run));
        Assert.Equal([110, 118], logs.Entries.Select(static entry => entry.Id.Id).Where(static id => id is 110 or 111 or 118));
        Assert.Contains("1 runs of plans do not stop", logs.Texts.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_outlive_the_engine()
    {
        RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Function("more", static x => Add(x, 1), dag.Input("x")));
        DagPlan plan = dag.Compile();
        using AiTensor x = Number(1);
        using DagResult result = plan.Run(new NamedTensors { ["x"] = x });

        await ai.DisposeAsync();

        Assert.Equal(2, result["y"].Value());
    }

    [Fact]
    public async Task Every_run_ends_when_the_engine_is_disposed_under_load()
    {
        for (int round = 0; round < 20; round++)
        {
            RedisAiEngine ai = new();
            await ai.Models.StoreAsync("double", Functions.Double);
            DagPlan plan = Compile(ai, gate: null);
            Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallUntilClosedAsync(plan)))];
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);

            await Eventually.EndsAsync(ai.DisposeAsync().AsTask());

            await Eventually.EndsAsync(Task.WhenAll(callers));
        }
    }

    private static async Task CallUntilClosedAsync(DagPlan plan)
    {
        try
        {
            while (true)
            {
                Assert.Equal(6, await RunAsync(plan, 3));
            }
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>Twice the input, once the gate is open.</summary>
    private static DagPlan Compile(RedisAiEngine ai, TaskCompletionSource? gate)
    {
        DagBuilder dag = ai.CreateDag("p");
        DagValue waited = dag.Function(
            "wait",
            async (x, stop) =>
            {
                await (gate?.Task.WaitAsync(stop) ?? Task.CompletedTask);
                return x;
            },
            dag.Input("x"));
        dag.Output("y", dag.Model("double", waited)[0]);
        return dag.Compile();
    }
}
