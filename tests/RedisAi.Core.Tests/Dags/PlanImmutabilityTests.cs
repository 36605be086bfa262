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
        int[] asked = new int[10_000];
        DagPlan[] givenOut = [.. Enumerable.Range(0, asked.Length).Select(step => new DagPlan(compiled[0].Services, "p", () => Find(step)))];
        string[][] seen = [new string[givenOut.Length], new string[givenOut.Length]];

        int steps = Threads.RunInStep(2, givenOut.Length, (thread, step) => seen[thread][step] = givenOut[step].Inputs[0].Name);

        Assert.Equal(seen[0].Take(steps), seen[1].Take(steps));
        Assert.InRange(asked.Take(steps).Count(static times => times == 2), 1, steps);

        // Who asks first waits for the other, so that both have a plan to put there; but not for ever, as the other may not get a processor.
        DagPlan Find(int step)
        {
            int turn = Interlocked.Increment(ref asked[step]);
            SpinWait wait = new();
            for (int spins = 0; spins < 1_000 && Volatile.Read(ref asked[step]) < 2; spins++)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            return compiled[turn - 1];
        }

        DagPlan CompileWithInput(string name)
        {
            DagBuilder dag = ai.CreateDag("p");
            dag.Output("y", dag.Function("add", static x => Add(x, 1), dag.Input(name)));
            return dag.Compile();
        }
    }
}
