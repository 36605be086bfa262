using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Sessions of recurrent models that share runs, against one call after the other with the state handed on by hand.</summary>
public sealed class SessionTests
{
    private const int Sessions = 12;
    private const int Steps = 25;

    // Runs wait for a second row, so that some are shared however the machine lets the callers come; who is alone waits in vain.
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(5);

    [Fact]
    public async Task Sessions_of_a_small_gru_answer_as_one_call_after_the_other()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("gru_step", new ModelOptions { States = { new ModelState("h", "hN") }, Batching = { MinBatchSize = 2, MinBatchTimeout = s_wait } });
        IModel model = ai.Models["m"];
        long width = model.Signature.Inputs.Single(static input => input.Name == "x").Shape[1];

        // The runtime chooses its kernels by the number of rows, so that sums differ in their last digits.
        await CompareAsync(ai, (random, _) => [Row(random, 1, width)], sharedLast: [], difference: 1e-5f);
    }

    [Fact]
    public async Task Sessions_of_silero_vad_answer_as_one_call_after_the_other()
    {
        string silero = FetchedModels.RequireSilero();
        ModelOptions options = new()
        {
            States = { new ModelState("state", "stateN") { BatchAxis = 1 } },
            SharedInputs = { "sr" },
            Batching = { MinBatchSize = 2, MinBatchTimeout = s_wait },
        };
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(ModelSource.FromFile(silero), options);
        using AiTensor rate = AiTensor.Scalar(16_000L);

        await CompareAsync(ai, static (random, _) => [Row(random, 1, 576)], sharedLast: [rate], difference: 0);
    }

    private static async Task CompareAsync(RedisAiEngine ai, Func<Random, int, AiTensor[]> inputsOf, AiTensor[] sharedLast, float difference)
    {
        IModel model = ai.Models["m"];
        long runsBefore = ai.Models.GetInfo("m").Statistics.Runs;
        float[][][] together = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => Task.Run(() => LiveAsync(model, session, inputsOf, sharedLast))));
        long runs = ai.Models.GetInfo("m").Statistics.Runs - runsBefore;
        Assert.True(runs < Sessions * Steps, $"{Sessions * Steps} calls took {runs} runs: none was shared.");

        for (int session = 0; session < Sessions; session++)
        {
            float[][] alone = await LiveAsync(model, session, inputsOf, sharedLast, prefix: "alone");
            for (int step = 0; step < Steps; step++)
            {
                Assert.Equal(alone[step].Length, together[session][step].Length);
                for (int i = 0; i < alone[step].Length; i++)
                {
                    Assert.InRange(Math.Abs(alone[step][i] - together[session][step][i]), 0, difference);
                }
            }
        }
    }

    private static async Task<float[][]> LiveAsync(IModel model, int session, Func<Random, int, AiTensor[]> inputsOf, AiTensor[] sharedLast, string prefix = "together")
    {
        Random random = new(session);
        InferenceOptions options = new() { Session = $"{prefix}:{session}" };
        float[][] answers = new float[Steps][];
        for (int step = 0; step < Steps; step++)
        {
            AiTensor[] inputs = inputsOf(random, step);
            using ModelResult result = await model.RunAsync([.. inputs, .. sharedLast], options);
            answers[step] = result.AsSpan<float>(0).ToArray();
            Array.ForEach(inputs, static input => input.Dispose());
        }

        return answers;
    }

    private static AiTensor Row(Random random, params ReadOnlySpan<long> shape)
    {
        float[] values = new float[shape[^1]];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)((2 * random.NextDouble()) - 1);
        }

        return AiTensor.Create(shape, values);
    }
}
