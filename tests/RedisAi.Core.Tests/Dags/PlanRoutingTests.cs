using RedisAi.Tests.Models;
using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>Which of several versions of a model answers the calls of one run.</summary>
public sealed class PlanRoutingTests
{
    [Fact]
    public async Task All_calls_of_a_run_without_a_session_are_answered_by_one_version()
    {
        await using RedisAiEngine ai = await WithCandidateAsync(0.5);
        DagPlan plan = CompileFour(ai);

        for (int run = 0; run < 100; run++)
        {
            // Four times the number of the version, and nothing in between.
            Assert.Contains(await RunAsync(plan, 4), (float[])[4, 8]);
        }
    }

    [Fact]
    public async Task Shares_hold_over_runs()
    {
        await using RedisAiEngine ai = await WithCandidateAsync(0.25);
        DagPlan plan = CompileFour(ai);
        int candidate = 0;

        for (int run = 0; run < 400; run++)
        {
            candidate += await RunAsync(plan, 4) == 8 ? 1 : 0;
        }

        Assert.InRange(candidate, 98, 102);
    }

    [Fact]
    public async Task Runs_of_a_session_all_go_one_way()
    {
        await using RedisAiEngine ai = await WithCandidateAsync(0.5);
        DagPlan plan = CompileFour(ai);
        HashSet<float> ways = [];
        for (int session = 0; session < 20; session++)
        {
            InferenceOptions options = new() { Session = $"{session}" };
            float way = await RunAsync(plan, 4, options);
            Assert.Equal(way, await RunAsync(plan, 4, options));
            ways.Add(way);
        }

        Assert.Equal([4, 8], ways.Order());
    }

    private static async Task<RedisAiEngine> WithCandidateAsync(double share)
    {
        RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        await ai.Models.StoreCandidateAsync("m", Functions.Constant(2), CandidateTraffic.Answers(share));
        return ai;
    }

    /// <summary>As many calls as its input says, each within a map, and their sum.</summary>
    private static DagPlan CompileFour(RedisAiEngine ai)
    {
        DagBuilder dag = ai.CreateDag("p");
        DagSequence each = dag.Map("each", dag.Split("split", CountUp, dag.Input("x")), static (body, item) => body.Model("m", item)[0]);
        dag.Output("y", dag.Gather("sum", static all => Sum(all), each));
        return dag.Compile();
    }
}
