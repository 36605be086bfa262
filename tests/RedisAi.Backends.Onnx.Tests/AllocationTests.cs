namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public sealed class AllocationTests
{
    private const int Calls = 2_000;

    /// <summary>The JIT replaces its first version in the background, when it has nothing else to do for 100 ms.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Run_allocates_nothing()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        IModel model = ai.Models["m"];
        using AiTensor a = OnnxModels.Filled(1, 16);
        using AiTensor b = OnnxModels.Filled(2, 16);

        long bytes = await BytesOfAsync(() =>
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

        long bytes = await BytesOfAsync(() =>
        {
            model.Run([small, small]).Dispose();
            model.Run([other, other]).Dispose();
            model.Run([large, large]).Dispose();
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_of_two_outputs_and_a_timeout_allocates_nothing()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("two_outputs");
        IModel model = ai.Models["m"];
        InferenceOptions options = new() { Timeout = TimeSpan.FromSeconds(30) };
        using AiTensor x = OnnxModels.Filled(1, 4, 3);

        long bytes = await BytesOfAsync(() => model.Run([x, x], options).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Output_that_the_runtime_allocates_and_that_is_small_costs_a_shape_at_most()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("nonzero");
        IModel model = ai.Models["m"];
        using AiTensor x = OnnxModels.Filled(1, 8);

        long bytes = await BytesOfAsync(() => model.Run([x]).Dispose());

        Assert.InRange(bytes, 0, Calls * 200);
    }

    /// <summary>The bytes that this thread allocates in many calls; the least of some attempts, since the JIT may still be at work.</summary>
    private static async Task<long> BytesOfAsync(Action call)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 4 && least > 0; attempt++)
        {
            least = Math.Min(least, BytesOf(call));
            await Task.Delay(s_pause, TimeProvider.System);
        }

        return least;
    }

    private static long BytesOf(Action call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
