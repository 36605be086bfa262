using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class MergedFunctionTests
{
    private const int Calls = 24;

    /// <summary>Those of all calls: a run waits for them.</summary>
    private static readonly int s_rows = Enumerable.Range(0, Calls).Sum(RowsOf);

    private static readonly ModelSignature s_signature = new(
        [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1, 3])), new TensorSpec("scale", TensorDataType.Float32, new ShapePattern([1]))],
        [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1, 2])), new TensorSpec("square", TensorDataType.Float32, new ShapePattern([2, -1]))]);

    [Fact]
    public async Task Function_that_gets_the_rows_of_many_calls_at_once_answers_each_of_them_as_alone()
    {
        int largest = 0;
        await using RedisAiEngine ai = new();
        ModelOptions together = new() { SharedInputs = { "scale" } };
        (together.Batching.Mode, together.Batching.MinBatchSize, together.Batching.MinBatchTimeout) = (BatchingMode.On, s_rows, TimeSpan.FromMinutes(10));
        together.MaxWait = TimeSpan.FromMinutes(20);
        together.Batching.Axes["square"] = 1;
        await ai.Models.StoreAsync("alone", Source(_ => { }), new ModelOptions { Batching = { Mode = BatchingMode.Off } });
        await ai.Models.StoreAsync("together", Source(rows => largest = Math.Max(largest, rows)), together);
        largest = 0;

        Task<(float[] Y, float[] Square)>[] merged = [.. Enumerable.Range(0, Calls).Select(call => CallAsync(ai.Models["together"], call))];
        await Eventually.EndsAsync(Task.WhenAll(merged));

        for (int call = 0; call < Calls; call++)
        {
            (float[] y, float[] square) = await CallAsync(ai.Models["alone"], call);
            Assert.Equal(y, (await merged[call]).Y);
            Assert.Equal(square, (await merged[call]).Square);
        }

        Assert.True(largest == s_rows, $"The largest run had {largest} rows.");
    }

    [Fact]
    public async Task Function_is_told_to_be_merged_only_when_it_is_said_to()
    {
        await using RedisAiEngine ai = new();

        ModelInfo auto = await ai.Models.StoreAsync("m", Source(_ => { }));
        ModelInfo off = await ai.Models.StoreAsync("m", Source(_ => { }), new ModelOptions { Batching = { Mode = BatchingMode.Off } });

        Assert.Equal(new BatchingInfo(false, "a C# function is merged only under BatchingMode.On"), auto.Batching);
        Assert.Equal(new BatchingInfo(false, "batching is off"), off.Batching);
    }

    private static async Task<(float[] Y, float[] Square)> CallAsync(IModel model, int call)
    {
        int rows = RowsOf(call);
        using AiTensor x = AiTensor.Create<float>([rows, 3], [.. Enumerable.Range(0, rows * 3).Select(i => (float)Math.Sin(call + (0.1 * i)))]);
        using AiTensor scale = AiTensor.Create<float>([1], [0.3f]);
        using ModelResult result = await model.RunAsync([x, scale]);
        return (result.AsSpan<float>("y").ToArray(), result.AsSpan<float>("square").ToArray());
    }

    private static int RowsOf(int call) => 1 + (call % 4);

    /// <summary>Two outputs, of which one has its rows on the second axis.</summary>
    private static ModelSource Source(Action<int> running) => ModelSource.FromFunction(s_signature, inputs =>
    {
        int rows = (int)inputs[0].Shape[0];
        running(rows);
        float[] x = inputs[0].ToArray<float>();
        float scale = inputs[1].AsSpan<float>()[0];
        float[] y = new float[rows * 2];
        float[] square = new float[2 * rows];
        for (int row = 0; row < rows; row++)
        {
            (y[2 * row], y[(2 * row) + 1]) = ((scale * x[3 * row]) + x[(3 * row) + 1], x[(3 * row) + 2] / scale);
            (square[row], square[rows + row]) = (x[3 * row] * x[3 * row], x[(3 * row) + 1] * scale);
        }

        return [AiTensor.Create<float>([rows, 2], y), AiTensor.Create<float>([2, rows], square)];
    });
}
