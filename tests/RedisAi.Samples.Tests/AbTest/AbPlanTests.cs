using RedisAi.Samples.AbTest.Comparing;

namespace RedisAi.Samples.Tests.AbTest;

/// <summary>The plan around models that say what a test wants them to.</summary>
public sealed class AbPlanTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(4, true)]
    [InlineData(7, false)]
    public async Task Answer_is_that_of_A_and_both_are_compared(int digitOfB, bool agrees)
    {
        Tally tally = new();
        await using RedisAiEngine ai = await EngineAsync(Saying(4), Saying(digitOfB));

        Assert.Equal(4, await AskAsync(AbPlan.Compile(ai, "a", "b", s_patience, tally)));

        Comparison comparison = Assert.Single(tally.Take());
        Assert.Equal(new Comparison(12, new Opinion(4, 0.5f), new Opinion(digitOfB, 0.5f)), comparison);
        Assert.Equal((agrees, !agrees), (comparison.Agrees, comparison.Differs));
        Assert.Empty(tally.Take());
    }

    [Fact]
    public async Task Answer_is_returned_when_B_fails_and_the_failure_is_counted()
    {
        Tally tally = new();
        await using RedisAiEngine ai = await EngineAsync(Saying(4), Model(static (_, _) => throw new InvalidOperationException("broken")));

        Assert.Equal(4, await AskAsync(AbPlan.Compile(ai, "a", "b", s_patience, tally)));

        Assert.Equal(new Comparison(12, new Opinion(4, 0.5f), null), Assert.Single(tally.Take()));
    }

    [Fact]
    public async Task Answer_is_returned_when_B_takes_too_long()
    {
        Tally tally = new();
        ModelSource late = Model(static (_, stop) =>
        {
            stop.WaitHandle.WaitOne();
            throw new OperationCanceledException(stop);
        });
        await using RedisAiEngine ai = await EngineAsync(Saying(4), late);

        Assert.Equal(4, await AskAsync(AbPlan.Compile(ai, "a", "b", TimeSpan.FromMilliseconds(20), tally)));

        Assert.Null(Assert.Single(tally.Take()).B);
    }

    [Fact]
    public async Task Failure_of_A_is_not_hidden()
    {
        Tally tally = new();
        await using RedisAiEngine ai = await EngineAsync(Model(static (_, _) => throw new InvalidOperationException("broken")), Saying(4));

        DagExecutionException error = await Assert.ThrowsAsync<DagExecutionException>(() => AskAsync(AbPlan.Compile(ai, "a", "b", s_patience, tally)));

        Assert.Equal("A", error.Node);
        Assert.Empty(tally.Take());
    }

    private static async Task<RedisAiEngine> EngineAsync(ModelSource a, ModelSource b)
    {
        RedisAiEngine ai = new();
        ModelOptions cold = new() { WarmUp = false };
        await ai.Models.StoreAsync("a", a, cold);
        await ai.Models.StoreAsync("b", b, cold);
        return ai;
    }

    private static async Task<long> AskAsync(DagPlan plan)
    {
        using AiTensor number = AiTensor.Scalar(12L);
        using AiTensor picture = AiTensor.Create<byte>([1, 64], new byte[64]);
        using DagResult result = await plan.RunAsync(new NamedTensors { ["number"] = number, ["picture"] = picture });
        return result.AsSpan<long>("digit")[0];
    }

    private static ModelSource Saying(int digit) => Model((_, _) => [AiTensor.Create<float>([1, 10], row =>
    {
        row.Fill(0.05f);
        row[digit] = 0.5f;
    })]);

    private static ModelSource Model(CancellableModelFunction function) => ModelSource.FromFunction(["x"], ["probabilities"], function);
}
