using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Counts bytes on the managed heap, which repeat exactly, unlike times.</summary>
public sealed class AllocationTests
{
    /// <summary>The object that stands for a tensor of the store while libtorch holds it: 40 bytes now.</summary>
    private const int BytesForEachTensorRead = 64;

    /// <summary>The key as a string, and what the store keeps of a tensor: its entry, handle, shape, buffer and owner.</summary>
    private const int BytesForEachTensorWritten = 600;

    [Fact]
    public async Task Run_of_a_script_allocates_nothing()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def add(a, b):\n    return a + b\n");
        IScript script = ai.Scripts["s"];
        using AiTensor a = TorchModels.Filled(1, 16);
        using AiTensor b = TorchModels.Filled(2, 16);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            using ScriptResult result = script.Run("add", [a, b]);
            _ = result.AsSpan<float>(0)[0];
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_of_an_entry_point_with_keys_and_arguments_allocates_nothing()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(
            "def entry(tensors: List[Tensor], keys: List[str], args: List[str]):\n    return tensors[0] + len(keys) + len(args)\n");
        IScript script = ai.Scripts["s"];
        using AiTensor x = TorchModels.Filled(1, 16);
        string[] keys = ["first", "größe"];
        string[] args = ["0.5"];

        long bytes = await Allocations.OfCallsAsync(() => script.Run("entry", [x, x], keys, args).Dispose());

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_of_a_model_allocates_nothing()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("add16");
        IModel model = ai.Models["m"];
        using AiTensor a = TorchModels.Filled(1, 16);
        using AiTensor b = TorchModels.Filled(2, 16);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            using ModelResult result = model.Run([a, b]);
            _ = result.AsSpan<float>(0)[0];
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Run_with_a_timeout_and_shapes_by_turns_allocates_nothing()
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync("add16");
        IModel model = ai.Models["m"];
        InferenceOptions options = new() { Timeout = TimeSpan.FromSeconds(30) };
        using AiTensor row = TorchModels.Filled(1, 4, 3);
        using AiTensor other = TorchModels.Filled(1, 3, 4);

        long bytes = await Allocations.OfCallsAsync(() =>
        {
            model.Run([row, row], options).Dispose();
            model.Run([other, other], options).Dispose();
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public async Task Tensor_that_a_script_reads_costs_one_small_object()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(x):\n    return redisAI.tensor_get(\"state\") + x\n");
        IScript script = ai.Scripts["s"];
        using AiTensor x = TorchModels.Filled(1, 16);
        ai.Tensors.Set("state", x);

        long bytes = await Allocations.OfCallsAsync(() => script.Run("f", [x]).Dispose());

        Assert.InRange(bytes, 0, Allocations.Calls * BytesForEachTensorRead);
    }

    [Fact]
    public async Task Tensor_that_a_script_writes_costs_what_the_store_keeps_of_it()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("def f(x):\n    redisAI.tensor_set(\"state\", x + 1)\n    return x\n");
        IScript script = ai.Scripts["s"];
        using AiTensor x = TorchModels.Filled(1, 16);

        long bytes = await Allocations.OfCallsAsync(() => script.Run("f", [x]).Dispose());

        Assert.InRange(bytes, 0, Allocations.Calls * BytesForEachTensorWritten);
    }
}
