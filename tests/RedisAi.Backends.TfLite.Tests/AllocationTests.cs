using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public sealed class AllocationTests
{
    [Fact]
    public async Task Run_allocates_nothing()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");
        IModel model = ai.Models["m"];
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");
        using AiTensor x = all.Slice(0, 1);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            using ModelResult result = model.Run([x]);
            _ = result.AsSpan<float>(0)[0];
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_with_numbers_of_rows_by_turns_allocates_nothing()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");
        IModel model = ai.Models["m"];
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");
        using AiTensor one = all.Slice(0, 1);
        using AiTensor some = all.Slice(0, 5);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            model.Run([one]).Dispose();
            model.Run([some]).Dispose();
            model.Run([all]).Dispose();
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_of_two_outputs_and_a_timeout_allocates_nothing()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("two_inputs");
        IModel model = ai.Models["m"];
        InferenceOptions options = new() { Timeout = TimeSpan.FromSeconds(30) };
        using AiTensor x = TfLiteModels.Filled(1, 4, 3);

        long bytes = await Allocations.OfCallsAsync(() => model.Run([x, x], options).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_with_a_state_that_is_forgotten_allocates_nothing()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("counting");
        IModel model = ai.Models["m"];
        using AiTensor x = TfLiteModels.Filled(1, 1, 2);

        long bytes = await Allocations.OfCallsAsync(() => model.Run([x]).Dispose());

        Assert.Equal(0, bytes);
    }
}
