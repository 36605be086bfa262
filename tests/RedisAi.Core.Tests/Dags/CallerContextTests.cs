using RedisAi.Tests.Models;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Callers with a synchronization context of their own, as the thread of a window has.</summary>
public sealed class CallerContextTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nodes_neither_see_nor_come_back_to_the_context_of_the_caller(bool isBlocking)
    {
        await using RedisAiEngine ai = new();
        List<SynchronizationContext?> seen = [];
        await ai.Models.StoreAsync("m", Functions.Double);
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue later = dag.Function(
            "later",
            async (x, _) =>
            {
                seen.Add(SynchronizationContext.Current);
                await Task.Yield();
                return Add(x, 1);
            },
            dag.Function("now", x => Note(seen, x), x));
        dag.Output("y", dag.Model("m", later)[0]);
        DagPlan plan = dag.Compile();
        PostCounter context = new();

        // Once some runs have been quick, the next ones begin on the caller's thread.
        for (int run = 0; run < 20; run++)
        {
            SynchronizationContext? before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(context);
            Task<float> call;
            try
            {
                call = isBlocking ? Task.FromResult(Run(plan)) : RunAsync(plan, 1);
                Assert.Same(context, SynchronizationContext.Current);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }

            Assert.Equal(4, await call);
        }

        Assert.All(seen, Assert.Null);
        Assert.Equal(0, context.Posts);
    }

    private static float Run(DagPlan plan)
    {
        using AiTensor one = Number(1);
        using DagResult result = plan.Run(new NamedTensors { ["x"] = one });
        return result.AsSpan<float>(0)[0];
    }

    private static AiTensor Note(List<SynchronizationContext?> seen, AiTensor x)
    {
        seen.Add(SynchronizationContext.Current);
        return x;
    }

    /// <summary>Counts what comes back to it. It does not do it: a thread that blocks would not, either.</summary>
    private sealed class PostCounter : SynchronizationContext
    {
        private int _posts;

        public int Posts => _posts;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            ThreadPool.QueueUserWorkItem(_ => d(state));
        }
    }
}
