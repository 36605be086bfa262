using Xunit;
using static RedisAi.Tests.Models.CountingModel;

namespace RedisAi.Tests.Models;

/// <summary>Handles on one version of a model.</summary>
public sealed class VersionHandleTests
{
    [Fact]
    public async Task Calls_go_to_the_version_whatever_its_role_and_share()
    {
        await using RedisAiEngine ai = new();
        await StoreThreeAsync(ai);
        await ai.Models.StoreCandidateAsync("m", Counter(4), CandidateTraffic.Shadows());

        foreach (int version in new[] { 1, 2, 3, 4 })
        {
            Assert.True(ai.Models.TryGetVersion("m", version, out IModel? model));
            for (int call = 0; call < 20; call++)
            {
                Assert.Equal((version, version), await AskAsync(model));
            }
        }
    }

    [Fact]
    public async Task Version_that_is_not_loaded_has_no_handle()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));

        Assert.False(ai.Models.TryGetVersion("m", 2, out IModel? none));
        Assert.Null(none);
        Assert.False(ai.Models.TryGetVersion("other", 1, out _));
    }

    [Fact]
    public async Task Handle_stays_on_a_version_that_was_promoted_and_on_the_one_before()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0));
        Assert.True(ai.Models.TryGetVersion("m", 1, out IModel? first));
        Assert.True(ai.Models.TryGetVersion("m", 2, out IModel? second));

        await ai.Models.PromoteAsync("m", 2);

        Assert.Equal((1, 1), await AskAsync(first));
        Assert.Equal((2, 2), await AskAsync(second));
    }

    [Fact]
    public async Task Handle_on_a_version_that_was_closed_says_so()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1));
        Assert.True(ai.Models.TryGetVersion("m", 1, out IModel? first));

        await ai.Models.StoreAsync("m", Counter(2));

        ModelNotFoundException gone = await Assert.ThrowsAsync<ModelNotFoundException>(() => AskAsync(first));
        Assert.Contains("no version 1 of the model under the key 'm'", gone.Message, StringComparison.Ordinal);
        Assert.Throws<ModelNotFoundException>(() => first.Signature);
        await ai.Models.DeleteAsync("m");
        await Assert.ThrowsAsync<ModelNotFoundException>(() => AskAsync(first));
    }

    [Fact]
    public async Task Session_keeps_its_state_from_call_to_call_of_a_version()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Counter(1), WithState());
        await ai.Models.StoreCandidateAsync("m", Counter(10), CandidateTraffic.Answers(0));
        Assert.True(ai.Models.TryGetVersion("m", 2, out IModel? candidate));
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        InferenceOptions session = new() { Session = "s" };

        using ModelResult first = await candidate.RunAsync([one], session);
        using ModelResult second = await candidate.RunAsync([one], session);

        Assert.Equal((10, 20), (first.AsSpan<float>("sumN")[0], second.AsSpan<float>("sumN")[0]));
    }

    /// <summary>Which version has answered: by its factor, and as the result says.</summary>
    private static async Task<(int Factor, int Version)> AskAsync(IModel model)
    {
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        using AiTensor zero = AiTensor.Create<float>([1, 1], [0]);
        using ModelResult result = await model.RunAsync([one, zero]);
        return ((int)result.AsSpan<float>("sumN")[0], result.Version);
    }
}
