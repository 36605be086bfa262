using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>What plans and their runs say of themselves.</summary>
public sealed class PlanTextTests
{
    [Fact]
    public void Timings_list_their_nodes()
    {
        DagTimings timings = new("p", TimeSpan.FromMilliseconds(2.5), [new DagNodeTiming("f", "function", TimeSpan.FromMilliseconds(0.25), TimeSpan.FromMilliseconds(2))]);

        Assert.Equal("p: 2.5 ms\nf (function): 2 ms from 0.25 ms on", timings.ToString());
    }

    [Fact]
    public async Task Kernels_and_splits_are_called_so()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagNode kernel = dag.Kernel("k", 1, static (given, made) => made[0] = given[0].AddReference(), dag.Input("x"));
        dag.Output("y", dag.Gather("all", static items => Sum(items), dag.Split("s", CountUp, kernel[0])));
        DagPlan plan = dag.Compile();
        using AiTensor x = Number(2);

        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = x }, new DagRunOptions { CollectTimings = true });

        Assert.Equal(["k kernel", "s split", "all function"], result.Timings!.Nodes.Select(static node => $"{node.Node} {node.Kind}"));
        Assert.Contains("kernel", plan.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("class=\"dag-function\"", plan.ToSvg(), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"dag-kernel\"", plan.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_a_kernel_does_not_have_is_said_of_a_kernel()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Kernel("k", 1, static (given, made) => made[0] = given[0].AddReference(), dag.Input("x"))[3]);

        Assert.Equal(["Node 'k': the kernel has no output 3; it has 1."], ProblemsOf(dag));
    }

    [Fact]
    public async Task Run_that_is_out_of_time_tells_how_long_it_went_on_and_with_which_node()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue x = dag.Input("x");
        DagSequence each = dag.Map("each", dag.Split("one", static given => [given[0].Share()], x), (body, item) => body.Function("busy", engine.Busy(80), item));
        dag.Output("y", dag.Gather("all", static items => Sum(items), each));
        DagPlan plan = dag.Compile();

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => engine.RunAsync(plan, 3, timeoutMs: 50));

        Assert.Equal("The call of the plan 'p' was not done within 50 ms. It ended after 80 ms, with the node 'each/busy'.", error.Message);
    }

    [Fact]
    public async Task Inputs_that_no_node_needs_are_listed_and_are_to_be_given_all_the_same()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue rate = dag.Input("rate");
        dag.Function("lost", static x => x, rate);
        dag.Output("y", dag.Function("f", static x => x, x));
        DagPlan plan = dag.Compile();

        Assert.Equal(["rate"], plan.UnusedInputs);
        Assert.Equal(["lost"], plan.DroppedNodes);
        await Assert.ThrowsAsync<TensorMismatchException>(() => RunAsync(plan, 1));
    }
}
