using RedisAi.Testing;
using RedisAi.Tests.Batching;
using RedisAi.Tests.Models;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>What becomes of a run in which something fails, or that nobody wants any more.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task First_failure_stops_what_has_not_started_and_asks_the_rest_to_stop()
    {
        await using VirtualEngine engine = new();
        Counted late = new();
        bool isStopped = false;
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue broken = dag.Function(
            "broken",
            async (x, stop) =>
            {
                await engine.Wait(5)(x, stop).ConfigureAwait(false);
                throw new InvalidOperationException("no");
            },
            x);
        DagValue slow = dag.Function(
            "slow",
            async (x, stop) =>
            {
                for (int i = 0; i < 10 && !stop.IsCancellationRequested; i++)
                {
                    await engine.Wait(1)(x, CancellationToken.None).ConfigureAwait(false);
                }

                isStopped = stop.IsCancellationRequested;
                return x;
            },
            x);
        dag.Output("y", dag.Function("late", late.PassFirst, dag.Function("behind", late.Pass, slow), broken));
        DagPlan plan = dag.Compile();

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, 3));

        Assert.Equal(("broken", "no"), (error.Node, error.InnerException!.Message));
        Assert.True(isStopped);
        Assert.Equal(0, late.Count);
        Assert.InRange(engine.Now, 5, 7);
    }

    /// <summary>As HttpClient does when its time is over.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_that_an_asynchronous_function_fails_with_is_told_with_its_cause(bool isLater)
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        dag.Output("y", dag.Function(
            "fetch",
            async (x, stop) =>
            {
                if (isLater)
                {
                    await engine.Wait(5)(x, stop).ConfigureAwait(false);
                }

                throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout.", new TimeoutException("100 s"));
            },
            dag.Input("x")));
        DagPlan plan = dag.Compile();

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, 3));

        Assert.Equal("The request was canceled due to the configured HttpClient.Timeout.", Assert.IsType<TaskCanceledException>(error.InnerException).Message);
        Assert.Equal("100 s", Assert.IsType<TimeoutException>(error.InnerException.InnerException).Message);
    }

    [Fact]
    public async Task Refusal_of_a_model_keeps_its_type_and_names_the_node()
    {
        await using SimulatedModel model = await SimulatedModel.CreateAsync(new ModelOptions { Batching = { BatchSize = 1 } });
        Task<long[]>[] waiting = [.. Enumerable.Range(0, 12).Select(number => model.CallAsync([number], SimulatedModel.Within(50)))];
        DagBuilder dag = model.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue flag = dag.Function("flag", static x => AiTensor.Create<bool>([], [x.AsSpan<long>()[0] > 0]), x);
        dag.Output("y", dag.If("choice", flag, then => then.Model("m", x)[0], otherwise => x));
        DagPlan plan = dag.Compile();
        using AiTensor one = AiTensor.Create<long>([1, 1], [1]);

        Task<DagResult> run = plan.RunAsync(new NamedTensors { ["x"] = one }, SimulatedModel.Within(5)).AsTask();
        model.Threads.RunAll();
        EngineOverloadedException error = await Assert.ThrowsAsync<EngineOverloadedException>(() => run);

        Assert.True(error.RetryAfter > TimeSpan.Zero);
        Assert.StartsWith("The node 'choice/then/m' of the plan 'p' was refused: The engine is overloaded", error.Message, StringComparison.Ordinal);
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Run_that_was_cancelled_before_it_began_runs_nothing()
    {
        await using RedisAiEngine ai = new();
        Counted ran = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Function("f", ran.Pass, dag.Input("x")));
        DagPlan plan = dag.Compile();
        using CancellationTokenSource cancellation = new();
        await cancellation.CancelAsync();
        using AiTensor input = Number(1);

        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(plan, 1, null, cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => plan.Run(new NamedTensors { ["x"] = input }, null, cancellation.Token));

        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.Equal("The call of the plan 'p' was cancelled.", error.Message);
        Assert.Equal(0, ran.Count);
    }

    [Fact]
    public async Task Run_can_be_cancelled_while_anything_is_under_way()
    {
        await using VirtualEngine engine = new();
        DagPlan plan = Everything(engine);
        for (double after = 0; after < 14; after += 0.25)
        {
            using CancellationTokenSource cancellation = new();
            await using ITimer timer = engine.Time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), cancellation, TimeSpan.FromMilliseconds(after), Timeout.InfiniteTimeSpan);

            Task<float> run = engine.Drive(RunAsync(plan, 3, null, cancellation.Token));

            Exception? error = await Record.ExceptionAsync(() => run);
            Assert.True(error is null || (error is OperationCanceledException { CancellationToken: var token } && token == cancellation.Token), $"{after}: {error}");
            Assert.Equal(after > 12, error is null);
        }

        Assert.Equal(9, await engine.RunAsync(plan, 3));
    }

    [Fact]
    public async Task Model_that_is_running_is_asked_to_stop()
    {
        using ManualResetEventSlim running = new();
        await using RedisAiEngine ai = new(new FakeBackend((_, stop, _, _) =>
        {
            running.Set();
            Eventually.Comes(stop);
            throw new InvalidOperationException("stopped");
        }));
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Model("m", dag.Input("x"))[0]);
        DagPlan plan = dag.Compile();
        using CancellationTokenSource cancellation = new();

        Task run = RunAsync(plan, 1, null, cancellation.Token);
        Eventually.Comes(running);
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Eventually.EndsAsync(run));
    }

    /// <summary>Takes 12 ms, in four kinds of nodes one after the other, and gives three times the sum of what is below the input.</summary>
    private static DagPlan Everything(VirtualEngine engine)
    {
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue waited = dag.Function("wait", Patiently(engine, 3), dag.Function("busy", engine.Busy(1), x));
        DagSequence each = dag.Map("each", dag.Split("split", CountUp, waited), (body, item) => body.Function("item", Patiently(engine, 2), item));
        DagValue sum = dag.Gather("sum", static all => Sum(all), each);
        DagValue choice = dag.If("choice", dag.Function("positive", IsPositive, sum), then => then.Function("then", Patiently(engine, 2), sum), otherwise => x);
        DagValue broken = dag.Function("broken", static _ => throw new InvalidOperationException("no"), choice);
        broken.Node.WithFallback(body => body.Function("sum", static (a, b, c) => Sum(a, b, c), body.Function("instead", Patiently(engine, 3), choice), sum, x));
        dag.Output("y", dag.Function("last", engine.Busy(1), broken));
        return dag.Compile();
    }

    /// <summary>Takes so long whether it is stopped or not, so that nothing runs on threads that the test does not perform.</summary>
    private static Func<AiTensor, CancellationToken, ValueTask<AiTensor>> Patiently(VirtualEngine engine, double milliseconds) => async (x, _) =>
        await engine.Wait(milliseconds)(x, CancellationToken.None).ConfigureAwait(false);
}
