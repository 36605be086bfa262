using System.Text;
using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>A LightGBM model that was imported and runs in ONNX Runtime.</summary>
internal sealed class LightGbmRun : IAsyncDisposable
{
    private readonly RedisAiEngine _ai;

    private LightGbmRun(RedisAiEngine ai) => _ai = ai;

    public IModel Model => _ai.Models["m"];

    /// <summary>How a signature would be written.</summary>
    public string Signature => Model.Signature.ToString();

    public static Task<LightGbmRun> OfTextAsync(string text, string? modelClass = null, string? function = null) => OfAsync(ModelSource.FromBytes(Encoding.UTF8.GetBytes(text)), modelClass, function);

    public static async Task<LightGbmRun> OfAsync(ModelSource source, string? modelClass = null, string? function = null)
    {
        LightGbmRun run = new(new RedisAiEngine(new RedisAiOptions().AddImporters(), [new OnnxBackend()]));
        ModelOptions options = new() { WarmUp = false };
        options.Batching.Mode = BatchingMode.Off;
        options.ConfigureImport(import => (import.ModelClass, import.PredictFunction) = (modelClass, function));
        try
        {
            await run._ai.Models.StoreAsync("m", source, options, TestContext.Current.CancellationToken);
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }

        return run;
    }

    /// <summary>The message of what is said of a text that cannot be imported.</summary>
    public static async Task<string> RefusalOfAsync(string text, string? modelClass = null, string? function = null)
    {
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(async () => await (await OfTextAsync(text, modelClass, function)).DisposeAsync());
        return error.Message;
    }

    /// <summary>An output for a table of rows; the only one unless it is named.</summary>
    public T[] Run<T>(float[] table, int features, string? output = null)
        where T : unmanaged
    {
        using AiTensor rows = AiTensor.Create<float>([table.Length / features, features], table);
        using ModelResult result = Model.Run([rows]);
        return output is null ? result.ToArray<T>(0) : result.ToArray<T>(output);
    }

    public string[] RunTexts(float[] table, int features, string output)
    {
        using AiTensor rows = AiTensor.Create<float>([table.Length / features, features], table);
        using ModelResult result = Model.Run([rows]);
        return result.AsStrings(output).ToArray();
    }

    public ValueTask DisposeAsync() => _ai.DisposeAsync();
}
