namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Graphs whose sizes show only in a run, which the library takes by itself, and not with XNNPACK.</summary>
public sealed class XnnpackTests
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(6, 1)]
    public async Task Size_that_shows_only_in_a_run_is_that_of_the_answer(int rows, int columns)
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("shape_in_a_run", WithXnnpack(false));
        using AiTensor x = AiTensor.Create<float>([6], [1, 2, 3, 4, 5, 6]);
        using AiTensor first = AiTensor.Create<int>([2], [rows, 0]);
        using AiTensor second = AiTensor.Create<int>([2], [0, columns]);

        using ModelResult result = ai.Models["m"].Run(new NamedTensors { ["x"] = x, ["rows"] = first, ["columns"] = second });

        Assert.Equal($"Float32[{rows},{columns}]", result["y"].ToString());
        Assert.Equal([2f, 4f, 6f, 8f, 10f, 12f], result["y"].ToArray<float>());
    }

    [Fact]
    public async Task Graph_whose_sizes_show_only_in_a_run_is_refused_with_Xnnpack()
    {
        ModelLoadException error = await TfLiteModels.RefusedAsync(TfLiteModels.Source("shape_in_a_run"), WithXnnpack(true));

        Assert.Contains("XNNPACK does not take it, which takes no graphs whose sizes show only in a run.", error.Message, StringComparison.Ordinal);
    }

    private static ModelOptions WithXnnpack(bool xnnpack) => new ModelOptions().ConfigureTfLite(tflite => tflite.Xnnpack = xnnpack);
}
