using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Nodes with a time of their own, on virtual time.</summary>
public sealed class NodeTimeoutTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task Node_that_cannot_be_stopped_fails_once_it_has_ended()
    {
        await using VirtualEngine engine = new();
        await AssertTimesOutAsync(engine, (dag, x) => dag.Function("slow", engine.Busy(12), x).Node, expectedMs: 12);
        await AssertTimesOutAsync(engine, (dag, x) => dag.Function("slow", (a, _) => engine.Busy(12)(a), x, x).Node, expectedMs: 12);
        await AssertTimesOutAsync(
            engine,
            (dag, x) => dag.Kernel(
                "slow",
                1,
                (inputs, outputs) =>
                {
                    engine.Time.Advance(TimeSpan.FromMilliseconds(12));
                    outputs[0] = inputs[0].AddReference();
                },
                x),
            expectedMs: 12);
        await AssertTimesOutAsync(
            engine,
            (dag, x) => dag.If("slow", dag.Function("positive", IsPositive, x), then => [then.Function("f", engine.Busy(12), x)], otherwise => [x]),
            expectedMs: 12);
        await AssertTimesOutAsync(
            engine,
            (dag, x) => dag.Function(
                "slow",
                async (value, _) =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(12), engine.Time, CancellationToken.None).ConfigureAwait(false);
                    return value;
                },
                x).Node,
            expectedMs: 12);
    }

    [Fact]
    public async Task Node_that_can_be_stopped_is_stopped_when_its_time_is_over()
    {
        await using VirtualEngine engine = new();
        await AssertTimesOutAsync(engine, (dag, x) => dag.Function("slow", engine.Wait(50), x).Node, expectedMs: 10);
    }

    [Fact]
    public async Task Input_takes_no_time_and_has_none()
    {
        await using VirtualEngine engine = new();
        DagValue x = engine.Engine.CreateDag("p").Input("x");

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => x.Node.WithTimeout(s_limit));

        Assert.Equal("'x' cannot have a timeout: it is an input, which takes no time.", error.Message);
    }

    [Fact]
    public async Task Node_that_is_in_time_gives_what_it_gives()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue a = dag.Function("a", engine.Busy(9.9), x);
        DagValue b = dag.Function("b", engine.Wait(9.5), a);
        a.Node.WithTimeout(s_limit);
        b.Node.WithTimeout(s_limit);
        dag.Output("y", b);
        DagPlan plan = dag.Compile();

        Assert.Equal(3, await engine.RunAsync(plan, 3));
        Assert.Equal(3, await engine.RunAsync(plan, 3, timeoutMs: 100));
    }

    [Fact]
    public async Task Time_of_less_than_a_millisecond_is_not_over_at_once()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue a = dag.Function("a", engine.Wait(0.4), dag.Input("x"));
        a.Node.WithTimeout(TimeSpan.FromMilliseconds(0.5));
        dag.Output("y", a);
        DagPlan plan = dag.Compile();

        Assert.Equal(3, await engine.RunAsync(plan, 3));
    }

    [Fact]
    public async Task Time_of_ages_is_no_error()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue a = dag.Function("a", engine.Wait(1), dag.Input("x"));
        a.Node.WithTimeout(TimeSpan.FromDays(100));
        dag.Output("y", a);
        DagPlan plan = dag.Compile();

        Assert.Equal(3, await engine.RunAsync(plan, 3));
        Assert.Equal(3, await engine.RunAsync(plan, 3, timeoutMs: TimeSpan.FromDays(60).TotalMilliseconds));
    }

    [Fact]
    public async Task Fallback_comes_when_the_time_of_the_node_is_over_and_has_that_of_the_run()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue slow = dag.Function("slow", engine.Wait(50), x);
        slow.Node.WithTimeout(s_limit).WithFallback(body => body.Function("instead", static x => Add(x, 1000), body.Function("wait", engine.Wait(15), x)));
        dag.Output("y", slow);
        DagPlan plan = dag.Compile();

        Assert.Equal(1003, await engine.RunAsync(plan, 3));
        Assert.InRange(engine.Now, 25, 25.1);
        Assert.Equal(1003, await engine.RunAsync(plan, 3, timeoutMs: 40));
    }

    [Fact]
    public async Task Nodes_within_a_node_share_its_time()
    {
        await using VirtualEngine engine = new();
        Counted late = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagSequence each = dag.Map("each", dag.Split("split", CountUp, dag.Input("x")), (body, item) =>
            body.Function("late", late.Pass, body.Function("wait", engine.Busy(4), item)));
        each.Node.WithTimeout(s_limit);
        dag.Output("y", dag.Gather("sum", static all => Sum(all), each));
        DagPlan plan = dag.Compile();

        Assert.Equal(1, await engine.RunAsync(plan, 2));
        late.Reset();
        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, 5));

        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.StartsWith("each", error.Node, StringComparison.Ordinal);
        Assert.InRange(late.Count, 0, 2);
    }

    [Fact]
    public async Task Time_of_a_node_that_is_over_is_no_fault_of_the_run()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue slow = dag.Function("slow", engine.Wait(50), x);
        slow.Node.WithTimeout(s_limit);
        DagValue broken = dag.Function("broken", static x => x.Value() < 0 ? throw new TimeoutException("The other machine does not answer.") : x, x);
        dag.Output("y", dag.Function("sum", static (a, b) => Sum(a, b), slow, broken));
        DagPlan plan = dag.Compile();

        DagExecutionException own = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, 3, timeoutMs: 1_000));
        DagExecutionException others = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, -3, timeoutMs: 1_000));

        Assert.Equal(("slow", "The node 'slow' was not done within 10 ms."), (own.Node, own.InnerException!.Message));
        Assert.Equal(("broken", "The other machine does not answer."), (others.Node, others.InnerException!.Message));
    }

    private static async Task AssertTimesOutAsync(VirtualEngine engine, Func<DagBuilder, DagValue, DagNode> build, double expectedMs)
    {
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagNode node = build(dag, dag.Input("x")).WithTimeout(s_limit);
        dag.Output("y", node[0]);
        DagPlan plan = dag.Compile();
        double started = engine.Now;

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => engine.RunAsync(plan, 3));

        Assert.Equal("slow", error.Node);
        Assert.Equal("The node 'slow' was not done within 10 ms.", Assert.IsType<TimeoutException>(error.InnerException).Message);
        Assert.Equal(expectedMs, engine.Now - started, tolerance: 0.001);
    }
}
