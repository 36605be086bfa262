using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Fallbacks are added after their nodes, so they may use values that were added in between.</summary>
public sealed class FallbackOrderTests
{
    [Fact]
    public async Task Fallback_may_use_a_value_that_was_added_after_its_node()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue first = dag.Function("first", static x => x.Value() > 1 ? throw new InvalidOperationException("no") : x, x);
        DagValue later = dag.Function("later", static x => Add(x, 50), dag.Function("before", static x => Add(x, 50), x));
        first.Node.WithFallback(body => body.Function("instead", static x => Add(x, 1000), later));
        dag.Output("y", first);
        DagPlan plan = dag.Compile();

        Assert.Equal(1, await RunAsync(plan, 1));
        Assert.Equal(1102, await RunAsync(plan, 2));
    }

    [Fact]
    public async Task Fallback_that_needs_its_own_node_is_found()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue self = dag.Function("self", static x => x, x);
        self.Node.WithFallback(_ => self);
        DagValue first = dag.Function("first", static x => x, x);
        DagValue last = dag.Function("last", static x => x, dag.Function("middle", static x => x, first));
        first.Node.WithFallback(body => body.Function("f", static x => x, last));
        dag.Output("self", self);
        dag.Output("last", last);

        Assert.Equal(
            [
                "Node 'self': its fallback needs what the node itself gives: 'self'.",
                "Node 'first': its fallback needs what the node itself gives: 'first', 'middle', 'last'.",
            ],
            ProblemsOf(dag));
    }
}
