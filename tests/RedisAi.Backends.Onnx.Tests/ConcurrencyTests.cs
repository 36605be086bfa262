using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Eight_threads_on_one_session_get_each_their_own_answers()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        IModel model = ai.Models["m"];

        Threads.Run(8, thread =>
        {
            Random random = new(thread);
            for (int run = 0; run < 1_500; run++)
            {
                long[] shape = [random.Next(1, 6), random.Next(1, 300)];
                using AiTensor a = OnnxModels.Filled(thread * 10_000, shape);
                using AiTensor b = OnnxModels.Filled(run, shape);
                using ModelResult result = model.Run([a, b]);
                Assert.Equal(shape, result[0].Shape.Dimensions.ToArray());
                Assert.True(result.AsSpan<float>(0).IndexOfAnyExcept((thread * 10_000) + run) < 0);
            }
        });

        Assert.Equal((12_000, 0), (ai.Models.GetInfo("m").Statistics.Calls, ai.Models.GetInfo("m").Statistics.Errors));
    }

    [Fact]
    public async Task Threads_may_share_an_input()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("mlp");
        IModel model = ai.Models["m"];
        using AiTensor x = NpyFile.Load(TestData.Path("onnx", "mlp.in.x.npy"));
        using AiTensor expected = NpyFile.Load(TestData.Path("onnx", "mlp.out.logits.npy"));

        Threads.Run(8, _ =>
        {
            for (int run = 0; run < 500; run++)
            {
                using ModelResult result = model.Run([x]);
                TensorComparison.AssertClose(expected, result[0], 1e-4);
            }
        });
    }

    [Fact]
    public async Task Texts_of_several_threads_do_not_mix()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("strings_upper");
        IModel model = ai.Models["m"];

        Threads.Run(4, thread =>
        {
            for (int run = 0; run < 300; run++)
            {
                using AiTensor x = AiTensor.CreateStrings([2], [$"thread {thread}", $"run {run}"]);
                using ModelResult result = model.Run([x]);
                Assert.Equal([$"THREAD {thread}", $"RUN {run}"], result[0].AsStrings().ToArray());
            }
        });
    }

    [Fact]
    public async Task Large_outputs_of_several_threads_are_released()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("big_output");
        IModel model = ai.Models["m"];

        // The leak check that follows counts the runtime's values.
        Threads.Run(4, thread =>
        {
            using AiTensor shape = AiTensor.Create<long>([1], [2_000 + thread]);
            for (int run = 0; run < 300; run++)
            {
                using ModelResult result = model.Run([shape]);
                using AiTensor mine = result.Detach(0);
                Assert.Equal(2_000 + thread, mine.ElementCount);
            }
        });
    }
}
