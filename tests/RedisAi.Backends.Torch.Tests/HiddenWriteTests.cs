namespace RedisAi.Backends.Torch.Tests;

/// <summary>Operators that change a tensor although their schema does not say so: running statistics and noise.</summary>
public sealed class HiddenWriteTests
{
    private const int Features = 3;

    public static TheoryData<string> Writing =>
    [
        "torch.batch_norm(x, None, None, first, second, True, 0.5, 1e-5, False)",
        "torch.native_batch_norm(x, None, None, first, second, True, 0.5, 1e-5)[0]",
        "torch._batch_norm_impl_index(x, None, None, first, second, True, 0.5, 1e-5, False)[0]",
        "torch.instance_norm(x.unsqueeze(0), None, None, first, second, True, 0.5, 1e-5, False)",
        "torch.batch_norm_update_stats(x, first, second, 0.5)[0]",
        "torch.batch_norm(x, None, None, first.view(-1), second, x.numel() > 0, 0.5, 1e-5, False)",
        "torch.batch_norm(training=True, running_var=second, running_mean=first, input=x, weight=None, bias=None, momentum=0.5, eps=1e-5, cudnn_enabled=False)",
        "torch.rrelu_with_noise(-second, first, 0.1, 0.3, True)",
        "torch.rrelu_with_noise_(-second, first, 0.1, 0.3, True)",
        "torch._no_grad_embedding_renorm_(first.view(1, 3), torch.zeros([1], dtype=torch.int64), 0.5, 2.0)",
    ];

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task Input_that_an_operator_changes_secretly_is_not_the_callers(string call)
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync($"def f(x, first, second):\n    return {call}\n");
        using AiTensor x = TorchModels.Floats([Features, Features], 1, 2, 3, 4, 5, 6, 7, 8, 100);
        using AiTensor first = TorchModels.Filled(10, Features);
        using AiTensor second = TorchModels.Filled(20, Features);

        ai.Scripts["s"].Run("f", [x, first, second]).Dispose();

        Assert.Equal([10, 10, 10], first.ToArray<float>());
        Assert.Equal([20, 20, 20], second.ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task Tensor_of_the_store_that_an_operator_changes_secretly_stays_as_it_is(string call)
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(
            $"def f(x):\n    first = redisAI.tensor_get(\"first\")\n    second = redisAI.tensor_get(\"second\")\n    return {call}\n");
        using AiTensor x = TorchModels.Floats([Features, Features], 1, 2, 3, 4, 5, 6, 7, 8, 100);
        using AiTensor first = TorchModels.Filled(10, Features);
        using AiTensor second = TorchModels.Filled(20, Features);
        ai.Tensors.Set("first", first);
        ai.Tensors.Set("second", second);

        ai.Scripts["s"].Run("f", [x]).Dispose();

        using AiTensor firstKept = ai.Tensors.GetRequired("first");
        using AiTensor secondKept = ai.Tensors.GetRequired("second");
        Assert.Equal([10, 10, 10], firstKept.ToArray<float>());
        Assert.Equal([20, 20, 20], secondKept.ToArray<float>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Running_statistics_of_a_module_lose_no_run_when_threads_share_it(bool optimize)
    {
        const int Threads = 4;
        const int Runs = 400;
        await using RedisAiEngine alone = await TorchModels.EngineWithAsync("running_statistics", torch => torch.Optimize = optimize);
        await using RedisAiEngine shared = await TorchModels.EngineWithAsync("running_statistics", torch => torch.Optimize = optimize);
        using AiTensor x = AiTensor.Create<float>([2, 1024], [.. Enumerable.Range(0, 2048).Select(static number => (float)(number % 37))]);

        Run(alone, Threads * Runs);
        Testing.Threads.Run(Threads, _ => Run(shared, Runs));

        using ModelResult expected = alone.Models["m"].Run([x]);
        using ModelResult actual = shared.Models["m"].Run([x]);
        Assert.Equal(expected["mean"].ToArray<float>(), actual["mean"].ToArray<float>());

        void Run(RedisAiEngine ai, int times)
        {
            for (int i = 0; i < times; i++)
            {
                ai.Models["m"].Run([x]).Dispose();
            }
        }
    }

    [Fact]
    public async Task Net_in_evaluation_keeps_its_inputs_uncopied()
    {
        // What is kept of an input that was not copied is the caller's memory, which the caller then cannot have back.
        int released = 0;
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync("""
            def copies(x, first, second):
                redisAI.tensor_set("y", x)
                return torch.batch_norm(x, None, None, first, second, True, 0.5, 1e-5, False)

            def shares(x, first, second):
                redisAI.tensor_set("y", x)
                return torch.batch_norm(x, None, None, first, second, False, 0.5, 1e-5, False)
            """);
        using AiTensor first = TorchModels.Filled(0, Features);
        using AiTensor second = TorchModels.Filled(1, Features);

        Run("copies");
        Assert.Equal(1, released);
        Run("shares");
        Assert.Equal(1, released);
        ai.Tensors.Remove("y");
        Assert.Equal(2, released);

        void Run(string function)
        {
            using AiTensor x = AiTensor.Wrap<float>([2, Features], new float[2 * Features], () => released++);
            ai.Scripts["s"].Run(function, [x, first, second]).Dispose();
        }
    }
}
