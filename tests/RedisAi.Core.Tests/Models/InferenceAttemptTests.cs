using Xunit;

namespace RedisAi.Tests.Models;

public sealed class InferenceAttemptTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Overload_that_the_code_of_a_model_throws_is_a_refusal(bool later)
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("busy", ModelSource.FromFunction(Functions.Vector, IReadOnlyList<AiTensor> (_) => throw new EngineOverloadedException(TimeSpan.FromSeconds(2))));
        using AiTensor x = Functions.Vec(1);
        IModel busy = ai.Models["busy"];
        if (!later)
        {
            // The first call, which nothing is known of, goes to another thread; after one that succeeds it may be this one.
            await ai.Models.StoreAsync("busy", ModelSource.FromFunction(Functions.Vector, inputs => inputs[0].AsSpan<float>()[0] == 1 ? [inputs[0]] : throw new EngineOverloadedException(TimeSpan.FromSeconds(2))));
            busy.Run([x]).Dispose();
        }

        using AiTensor two = Functions.Vec(2);
        InferenceAttempt attempt = await busy.TryRunAsync([two]);

        Assert.Equal((false, TimeSpan.FromSeconds(2)), (attempt.Accepted, attempt.RetryAfter));
        await Assert.ThrowsAsync<EngineOverloadedException>(async () => await busy.RunAsync([two]));
        Assert.Throws<EngineOverloadedException>(() => busy.Run([two]));
    }

    [Fact]
    public async Task Attempts_can_be_made_by_those_who_stand_in_for_a_model()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Double);
        using AiTensor x = Functions.Vec(3);
        using ModelResult result = ai.Models["m"].Run([x]);

        InferenceAttempt answered = InferenceAttempt.FromResult(result);
        InferenceAttempt refused = InferenceAttempt.Refused(TimeSpan.FromSeconds(1));

        Assert.True(answered.Accepted);
        Assert.Equal(6, answered.Result.AsSpan<float>(0)[0]);
        Assert.Equal((false, TimeSpan.FromSeconds(1)), (refused.Accepted, refused.RetryAfter));
    }

    [Fact]
    public void Nobody_is_told_to_try_again_at_once()
    {
        TimeSpan least = TimeSpan.FromMilliseconds(1);

        Assert.Equal(least, InferenceAttempt.Refused(TimeSpan.Zero).RetryAfter);
        Assert.Equal(least, new EngineOverloadedException(TimeSpan.FromTicks(1)).RetryAfter);
        Assert.Equal("The engine is overloaded; try again in 1 ms.", new EngineOverloadedException(TimeSpan.Zero).Message);
    }
}
