using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Graphs of thousands of nodes.</summary>
public sealed class WideGraphTests
{
    [Fact]
    public async Task Forty_thousand_nodes_side_by_side_take_time_in_proportion()
    {
        const int Count = 40_000;
        await using RedisAiEngine ai = new();
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        DagBuilder dag = ai.CreateDag("wide");
        DagValue x = dag.Input("x");
        DagValue[] all = new DagValue[Count];
        for (int i = 0; i < Count; i++)
        {
            all[i] = dag.Kernel("k", 1, static (inputs, outputs) => outputs[0] = inputs[0].AddReference(), x)[0];
        }

        dag.Output("y", dag.Function("sum", ["y"], static given => [Sum(given)], all)[0]);
        DagPlan plan = dag.Compile();

        for (int run = 0; run < 4; run++)
        {
            Assert.Equal(Count, await RunAsync(plan, 1));
        }

        // It takes less than two seconds; with a step that compares all nodes with all it took a minute. Processor time, since others may have the cores.
        Assert.InRange(Environment.CpuUsage.TotalTime - begin, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
