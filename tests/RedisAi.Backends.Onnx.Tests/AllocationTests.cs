using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public sealed class AllocationTests
{
    [Fact]
    public async Task Run_allocates_nothing()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        IModel model = ai.Models["m"];
        using AiTensor a = OnnxModels.Filled(1, 16);
        using AiTensor b = OnnxModels.Filled(2, 16);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            using ModelResult result = model.Run([a, b]);
            _ = result.AsSpan<float>(0)[0];
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_with_shapes_by_turns_allocates_nothing()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        IModel model = ai.Models["m"];
        using AiTensor small = OnnxModels.Filled(1, 2, 3);
        using AiTensor other = OnnxModels.Filled(1, 3, 2);
        using AiTensor large = OnnxModels.Filled(1, 50, 60);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            model.Run([small, small]).Dispose();
            model.Run([other, other]).Dispose();
            model.Run([large, large]).Dispose();
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_on_a_view_of_a_tensor_that_never_ran_allocates_nothing()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        IModel model = ai.Models["m"];

        // Memory from the pool may have such a tensor's object from an earlier life.
        using AiTensor whole = AiTensor.Wrap<float>([4, 3], new float[12]);
        using AiTensor first = whole.Slice(0, 2);
        using AiTensor last = whole.Slice(2, 2);

        long bytes = await Allocations.OfCallsAsync(() => model.Run([first, last]).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_of_two_outputs_and_a_timeout_allocates_nothing()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("two_outputs");
        IModel model = ai.Models["m"];
        InferenceOptions options = new() { Timeout = TimeSpan.FromSeconds(30) };
        using AiTensor x = OnnxModels.Filled(1, 4, 3);

        long bytes = await Allocations.OfCallsAsync(() => model.Run([x, x], options).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Output_that_the_runtime_allocates_and_that_is_small_costs_a_shape_at_most()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("nonzero");
        IModel model = ai.Models["m"];
        using AiTensor x = OnnxModels.Filled(1, 8);

        long bytes = await Allocations.OfCallsAsync(() => model.Run([x]).Dispose());

        Assert.InRange(bytes, 0, Allocations.Calls * 200);
    }
}
