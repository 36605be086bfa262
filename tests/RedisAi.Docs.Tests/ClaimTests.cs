using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>Sentences of the pages that no code on them shows.</summary>
public sealed class ClaimTests
{
    private static readonly ModelSource s_same = ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]);

    [Fact]
    public async Task Versions_begin_again_after_a_deletion_and_a_handle_finds_the_new_model()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("same", s_same);
        await ai.Models.StoreAsync("same", s_same);
        IModel same = ai.Models["same"];
        await ai.Models.DeleteAsync("same");

        ModelInfo info = await ai.Models.StoreAsync("same", s_same);

        using AiTensor x = AiTensor.Scalar(1f);
        using ModelResult result = same.Run([x]);
        Assert.Equal(1, info.Version);
        Assert.Equal(1, result.AsSpan<float>(0)[0]);
    }

    [Fact]
    public async Task Outputs_that_a_model_puts_into_the_store_do_not_expire()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("same", s_same);
        using AiTensor x = AiTensor.Scalar(1f);
        ai.Tensors.Set("x", x, timeToLive: TimeSpan.FromMinutes(10));

        await ai.Models.ExecuteAsync("same", inputs: ["x"], outputs: ["x"]);

        Assert.Null(ai.Tensors.GetTimeToLive("x"));
        Assert.True(ai.Tensors.Contains("x"));
    }

    [Fact]
    public async Task Result_outlives_its_engine()
    {
        ModelResult result;
        await using (RedisAiEngine ai = new())
        {
            using AiTensor x = AiTensor.Scalar(7f);
            await ai.Models.StoreAsync("same", s_same);
            result = await ai.Models["same"].RunAsync([x]);
        }

        Assert.Equal(7, result.AsSpan<float>(0)[0]);
        result.Dispose();
    }

    [Fact]
    public async Task Least_number_of_rows_without_a_timeout_is_refused()
    {
        await using RedisAiEngine ai = new();

        await Assert.ThrowsAsync<ArgumentException>(() => ai.Models.StoreAsync("same", s_same, new ModelOptions { Batching = { MinBatchSize = 4 } }));
    }

    [Fact]
    public void Reading_does_not_prolong_an_entry_and_setting_it_again_makes_it_stay()
    {
        ManualTimeProvider time = new();
        using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        using AiTensor x = AiTensor.Scalar(1f);
        ai.Tensors.Set("read", x, TimeSpan.FromMinutes(2));
        ai.Tensors.Set("set", x, TimeSpan.FromMinutes(2));

        time.Advance(TimeSpan.FromMinutes(1));
        ai.Tensors.Get("read")!.Dispose();
        ai.Tensors.Set("set", x);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["set"], ai.Tensors.Keys());
    }
}
