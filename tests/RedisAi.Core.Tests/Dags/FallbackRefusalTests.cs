using Xunit;
using static RedisAi.Tests.Dags.Graphs;

namespace RedisAi.Tests.Dags;

/// <summary>A node and its fallback that fail both, where one was refused since there is too much to do.</summary>
public sealed class FallbackRefusalTests
{
    [Fact]
    public async Task Refusal_within_a_failed_fallback_keeps_its_type_and_its_time()
    {
        await using RedisAiEngine ai = new();

        EngineOverloadedException error = await RefusedAsync(ai, new InvalidOperationException("no"), new EngineOverloadedException(TimeSpan.FromMilliseconds(7)));

        Assert.Equal(TimeSpan.FromMilliseconds(7), error.RetryAfter);
        Assert.StartsWith("The node 'f' of the plan 'p' was refused: The node failed, and so did its fallback ('f/fallback/instead').", error.Message, StringComparison.Ordinal);
        Assert.Equal(["no", "The engine"], Assert.IsType<AggregateException>(error.InnerException).InnerExceptions.Select(static each => each.Message[..Math.Min(10, each.Message.Length)]));
    }

    [Fact]
    public async Task Refused_node_may_be_asked_again_though_its_fallback_is_broken()
    {
        await using RedisAiEngine ai = new();

        EngineOverloadedException error = await RefusedAsync(ai, new EngineOverloadedException(TimeSpan.FromMilliseconds(9)), new InvalidOperationException("no"));

        Assert.Equal(TimeSpan.FromMilliseconds(9), error.RetryAfter);
    }

    [Fact]
    public async Task Of_two_refusals_the_one_that_is_over_first_counts()
    {
        await using RedisAiEngine ai = new();

        EngineOverloadedException error = await RefusedAsync(ai, new EngineOverloadedException(TimeSpan.FromMilliseconds(3)), new EngineOverloadedException(TimeSpan.FromMilliseconds(5)));

        Assert.Equal(TimeSpan.FromMilliseconds(3), error.RetryAfter);
    }

    private static Task<EngineOverloadedException> RefusedAsync(RedisAiEngine ai, Exception first, Exception second)
    {
        DagBuilder dag = ai.CreateDag("p");
        DagValue x = dag.Input("x");
        DagValue f = dag.Function("f", _ => throw first, x);
        f.Node.WithFallback(body => body.Function("instead", _ => throw second, x));
        dag.Output("y", f);
        return Assert.ThrowsAsync<EngineOverloadedException>(() => RunAsync(dag.Compile(), 1));
    }
}
