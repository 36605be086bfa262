using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>How the time of a run is divided among its nodes, on virtual time.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public async Task Node_gets_what_is_left_minus_what_comes_after()
    {
        await using VirtualEngine engine = new();
        double first = 3;
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue a = dag.Function("a", (x, stop) => engine.Wait(first)(x, stop), dag.Input("x"));
        DagValue b = dag.Function("b", engine.Busy(2), a);
        DagValue left = dag.Function("left", engine.Busy(1), b);
        DagValue right = dag.Function("right", engine.Busy(5), b);
        dag.Output("y", dag.Function("sum", static (a, b) => Sum(a, b), left, right));
        DagPlan plan = dag.Compile();
        await LearnAsync(engine, plan);
        double started = engine.Now;
        first = 100;

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, 3, timeoutMs: 20));

        // After it come 2 ms, and the longer one of the branches.
        Assert.Equal(13, engine.Now - started, tolerance: 0.01);
        Assert.Equal("The plan 'p' could not be done in time: its node 'a' took too long. The node 'a' was not done in time.", error.Message);
    }

    [Fact]
    public async Task Run_whose_time_would_not_suffice_fails_before_it_is_over()
    {
        await using VirtualEngine engine = new();
        double first = 3;
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue a = dag.Function("a", engine.Busy(() => first), dag.Input("x"));
        DagValue b = dag.Function("b", engine.Busy(4), a);
        dag.Output("y", dag.Function("c", engine.Busy(5), b));
        DagPlan plan = dag.Compile();
        await LearnAsync(engine, plan);
        double started = engine.Now;
        first = 8;

        Assert.Equal(3, await engine.RunAsync(plan, 3, timeoutMs: 18));
        double ended = engine.Now;
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, 3, timeoutMs: 12));

        Assert.Equal(17, ended - started, tolerance: 0.001);
        Assert.Equal(8, engine.Now - ended, tolerance: 0.001);
        Assert.Equal("The plan 'p' could not be done in time: its node 'b' took too long. There was no time left for the node 'b'.", error.Message);
    }

    [Fact]
    public async Task Fallback_is_left_out_when_the_run_has_no_time_for_it()
    {
        await using VirtualEngine engine = new();
        Counted fallbacks = new();
        double first = 3;
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue a = dag.Function("a", engine.Busy(() => first), x);
        DagValue b = dag.Function("b", engine.Busy(4), a);
        b.Node.WithFallback(body => body.Function("instead", fallbacks.Pass, x));
        dag.Output("y", dag.Function("c", engine.Busy(5), b));
        DagPlan plan = dag.Compile();
        await LearnAsync(engine, plan);
        first = 8;

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, 3, timeoutMs: 12));

        Assert.Equal(0, fallbacks.Count);
        Assert.Contains("its node 'b'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fallback_may_use_the_time_that_its_node_has_left_over()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue a = dag.Function("a", static x => x.Value() < 0 ? throw new InvalidOperationException("no") : x, x);
        a.Node.WithFallback(body => body.Function("instead", engine.Wait(5), x));
        dag.Output("y", dag.Function("c", engine.Busy(4), a));
        DagPlan plan = dag.Compile();
        await LearnAsync(engine, plan);

        Assert.Equal(-3, await engine.RunAsync(plan, -3, timeoutMs: 10));
        await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, -3, timeoutMs: 8));
    }

    [Fact]
    public async Task Time_is_divided_within_a_branch_as_well()
    {
        await using VirtualEngine engine = new();
        double first = 3;
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue y = dag.If(
            "choice",
            dag.Function("positive", IsPositive, x),
            then => then.Function("b", engine.Busy(2), then.Function("a", (x, stop) => engine.Wait(first)(x, stop), x)),
            otherwise => x);
        dag.Output("y", dag.Function("c", engine.Busy(5), y));
        DagPlan plan = dag.Compile();
        await LearnAsync(engine, plan);
        double started = engine.Now;
        first = 100;

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, 3, timeoutMs: 20));

        Assert.Equal(13, engine.Now - started, tolerance: 0.01);
        Assert.Contains("its node 'choice/then/a' took too long", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_that_is_over_time_ends_at_its_deadline_and_persists_nothing()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue a = dag.Function("a", engine.Wait(50), dag.Input("x"));
        dag.Persist(a, "key");
        dag.Output("y", a);
        DagPlan plan = dag.Compile();

        await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, 3, timeoutMs: 20));

        Assert.Equal(20, engine.Now, tolerance: 0.01);
        Assert.False(engine.Engine.Tensors.Contains("key"));
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.RunAsync(plan, 3, timeoutMs: -1).GetAwaiter().GetResult());
        Assert.Equal(3, await engine.RunAsync(plan, 3));
    }

    private static async Task LearnAsync(VirtualEngine engine, DagPlan plan)
    {
        for (int i = 0; i < 5; i++)
        {
            await engine.RunAsync(plan, 3);
        }
    }
}
