using RedisAi.Backends.TfLite;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/tflite.md.</summary>
public sealed class TfLiteSnippets
{
    [Fact]
    public async Task Model_of_TensorFlow_Lite_is_stored_and_run()
    {
        #region tflite-run
        await using var ai = new RedisAiEngine(new TfLiteBackend());
        await ai.Models.StoreAsync("digits", ModelSource.FromFile("models/digits.tflite"), new ModelOptions { Threads = 1 }.ConfigureTfLite(static tflite => tflite.KeptInterpreters = 4));

        using AiTensor pictures = AiTensor.Create<float>([2, 8, 8, 1], new float[128]);
        using ModelResult r = await ai.Models["digits"].RunAsync(new NamedTensors { ["x"] = pictures });
        TensorShape shape = r["probabilities"].Shape;      // [2,10]
        #endregion

        Assert.Equal("[2,10]", shape.ToString());
    }
}
