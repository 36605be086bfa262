using RedisAi.Dags.Execution;
using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Runs that are refused before they begin.</summary>
public sealed class PlanRefusalTests
{
    [Fact]
    public async Task Plan_that_is_not_compiled_yet_is_told_by_the_task()
    {
        await using RedisAiEngine ai = new();
        DagPlan standIn = new(Echo(ai).Services, "later", static () => throw new DagNotFoundException("later"));
        using AiTensor x = Number(1);
        NamedTensors inputs = new() { ["x"] = x };

        ValueTask<DagResult> run = standIn.RunAsync(inputs);

        await Assert.ThrowsAsync<DagNotFoundException>(() => run.AsTask());
        Assert.Throws<DagNotFoundException>(() => standIn.Run(inputs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_that_was_refused_keeps_nothing_of_its_caller(bool blocks)
    {
        await using RedisAiEngine ai = new();
        DagPlan plan = Echo(ai);

        List<WeakReference> callers = Refuse(plan, blocks);

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                return !callers.Exists(static kept => kept.IsAlive);
            },
            "what the caller gave is collected");
        Assert.Equal(3, await RunAsync(plan, 3));
    }

    private static List<WeakReference> Refuse(DagPlan plan, bool blocks)
    {
        using CancellationTokenSource stop = new();
        Observer observer = new();
        DagRunOptions options = new() { Session = new string('s', 9), Observer = observer };
        using AiTensor x = Number(1);
        NamedTensors unknown = new() { ["z"] = x };
        if (blocks)
        {
            Assert.Throws<TensorMismatchException>(() => plan.Run(unknown, options, stop.Token));
        }
        else
        {
            Task<DagResult> run = plan.RunAsync(unknown, options, stop.Token).AsTask();
            Assert.True(run.IsFaulted);
        }

        return [new WeakReference(stop), new WeakReference(observer), new WeakReference(options.Session)];
    }

    private static DagPlan Echo(RedisAiEngine ai)
    {
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Function("same", static x => x, dag.Input("x")));
        return dag.Compile();
    }

    private sealed class Observer : IRunObserver
    {
        public void NodeEnded(PlanNode node, GraphRun graph, Exception? error)
        {
        }
    }
}
