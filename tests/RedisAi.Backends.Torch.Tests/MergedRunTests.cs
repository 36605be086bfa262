using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Calls that share a run of libtorch are answered as alone; sums are made in another order for another number of rows, which rounds otherwise.</summary>
public sealed class MergedRunTests
{
    private const int Calls = 16;
    private const float Rounding = 1e-5f;

    [Fact]
    public async Task Rows_of_calls_with_one_or_several_rows_are_answered_as_alone()
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        await StoreBothAsync(ai, "mlp", Enumerable.Range(0, Calls).Sum(RowsOf), static _ => { }, new TensorSpec("input", TensorDataType.Float32, new ShapePattern([-1, 64])));

        Task<float[][]>[] merged = [.. Enumerable.Range(0, Calls).Select(call => MlpAsync(ai.Models["together"], call))];
        await Eventually.EndsAsync(Task.WhenAll(merged));

        for (int call = 0; call < Calls; call++)
        {
            AssertClose(await MlpAsync(ai.Models["alone"], call), await merged[call]);
        }

        AssertMerged(ai);
    }

    [Fact]
    public async Task Recurrent_steps_of_many_sessions_are_those_of_each_session_alone()
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        await StoreBothAsync(
            ai,
            "gru_step",
            Calls,
            static options =>
            {
                options.States.Add(new ModelState("hidden", "output_1") { BatchAxis = 1 });
                options.States.Add(new ModelState("context", "output_2"));
            },
            new TensorSpec("token", TensorDataType.Int64, new ShapePattern([-1])),
            new TensorSpec("hidden", TensorDataType.Float32, new ShapePattern([1, -1, 16])),
            new TensorSpec("context", TensorDataType.Float32, new ShapePattern([-1, 8])));

        for (int step = 0; step < 5; step++)
        {
            int number = step;
            Task<float[][]>[] merged = [.. Enumerable.Range(0, Calls).Select(session => GruAsync(ai.Models["together"], session, number))];
            await Eventually.EndsAsync(Task.WhenAll(merged));
            for (int session = 0; session < Calls; session++)
            {
                AssertClose(await GruAsync(ai.Models["alone"], session, number), await merged[session]);
            }
        }

        AssertMerged(ai);
    }

    /// <summary>Stores a model twice: one whose calls run alone, and one whose runs wait for all rows, so that what is answered has shared a run.</summary>
    private static async Task StoreBothAsync(RedisAiEngine ai, string name, int rows, Action<ModelOptions> configure, params TensorSpec[] inputs)
    {
        foreach (bool merges in (bool[])[false, true])
        {
            ModelOptions options = new() { Batching = { Mode = merges ? BatchingMode.On : BatchingMode.Off } };
            if (merges)
            {
                (options.Batching.MinBatchSize, options.Batching.MinBatchTimeout) = (rows, TimeSpan.FromMinutes(10));
                options.MaxWait = TimeSpan.FromMinutes(20);
            }

            configure(options);
            await ai.Models.StoreAsync(merges ? "together" : "alone", TorchModels.Source(name), options.ConfigureTorch(torch => Array.ForEach(inputs, torch.Inputs.Add)));
        }
    }

    private static void AssertMerged(RedisAiEngine ai)
    {
        BatchingInfo info = ai.Models.GetInfo("together").Batching;
        Assert.True(info.IsMerged && info.Reason.Contains("the probe has confirmed it", StringComparison.Ordinal), info.Reason);
    }

    private static int RowsOf(int call) => 1 + (call % 3);

    private static async Task<float[][]> MlpAsync(IModel model, int call)
    {
        int rows = RowsOf(call);
        using AiTensor x = AiTensor.Create<float>([rows, 64], [.. Enumerable.Range(0, rows * 64).Select(i => (float)Math.Sin((31 * call) + i))]);
        using ModelResult result = await model.RunAsync([x]);
        return Outputs(result);
    }

    private static async Task<float[][]> GruAsync(IModel model, int session, int step)
    {
        using AiTensor token = AiTensor.Create<long>([1], [(session + step) % 8]);
        using ModelResult result = await model.RunAsync([token], new InferenceOptions { Session = $"user:{session}" });
        return Outputs(result);
    }

    private static float[][] Outputs(ModelResult result) => [.. Enumerable.Range(0, result.Count).Select(output => result.AsSpan<float>(output).ToArray())];

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int output = 0; output < expected.Length; output++)
        {
            Assert.Equal(expected[output].Length, actual[output].Length);
            Assert.All(expected[output].Zip(actual[output]), static pair => Assert.Equal(pair.First, pair.Second, Rounding));
        }
    }
}
