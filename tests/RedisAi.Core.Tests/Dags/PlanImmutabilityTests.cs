using RedisAi.Testing;
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

    [Fact]
    public async Task Plan_that_was_given_out_before_it_was_compiled_becomes_one_plan_when_two_threads_ask_for_it_at_once()
    {
        await using RedisAiEngine ai = new();
        DagPlan[] compiled = [CompileWithInput("a"), CompileWithInput("b")];

        // As if the plan of that name were replaced just between the two threads, each time.
        int asked = 0;
        DagPlan[] givenOut = [.. Enumerable.Range(0, 10_000).Select(_ => new DagPlan(
            compiled[0].Services, "p", () => compiled[Interlocked.Increment(ref asked) % 2]))];
        string[][] seen = [new string[givenOut.Length], new string[givenOut.Length]];

        int steps = Threads.RunInStep(2, givenOut.Length, (thread, step) => seen[thread][step] = givenOut[step].Inputs[0].Name);

        Assert.Equal(seen[0].Take(steps), seen[1].Take(steps));
        Assert.InRange(asked, steps + 1, 2 * steps);

        DagPlan CompileWithInput(string name)
        {
            DagBuilder dag = ai.CreateDag("p");
            dag.Output("y", dag.Function("add", static x => Add(x, 1), dag.Input(name)));
            return dag.Compile();
        }
    }
}
