using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>What was compiled, and what was accepted, stays as it was.</summary>
public sealed class PlanImmutabilityTests
{
    [Fact]
    public async Task Plan_stays_as_it_was_when_its_builder_goes_on()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue y = dag.Function("y", static x => Add(x, 1), x);
        dag.Output("y", y);
        dag.Persist(y, "first");
        DagPlan plan = dag.Compile();

        dag.Persist(x, "second");
        dag.Output("z", x);
        y.Node.Named("other").WithTimeout(TimeSpan.FromTicks(1));
        DagPlan later = dag.Compile();

        Assert.Equal(2, await RunAsync(plan, 1));
        Assert.Equal(["first"], ai.Tensors.Keys());
        Assert.Equal((1, 2), (plan.Outputs.Count, later.Outputs.Count));
    }

    [Fact]
    public async Task Run_keeps_the_arguments_that_it_was_accepted_with()
    {
        await using VirtualEngine engine = new();
        DagBuilder dag = engine.Engine.CreateDag("p");
        DagValue waited = dag.Function("wait", engine.Wait(5), dag.Input("x"));
        dag.Output("y", waited);
        dag.Persist(waited, "{to}");
        DagPlan plan = dag.Compile();
        DagRunOptions options = new() { Arguments = { ["to"] = "a" } };

        Task<float> first = RunAsync(plan, 1, options);
        options.Arguments["to"] = "b";
        Task<float> second = RunAsync(plan, 2, options);
        options.Arguments.Clear();
        await engine.Drive(Task.WhenAll(first, second));

        using AiTensor a = engine.Engine.Tensors.GetRequired("a");
        using AiTensor b = engine.Engine.Tensors.GetRequired("b");
        Assert.Equal((1, 2), (a.Value(), b.Value()));
    }
}
