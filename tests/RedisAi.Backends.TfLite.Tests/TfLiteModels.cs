using System.Reflection;
using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>The models in tests/data/tflite, and engines that have one of them under the key "m".</summary>
internal static class TfLiteModels
{
    /// <summary>The version of TensorFlow Lite that was fetched.</summary>
    public static string RuntimeVersion { get; } =
        typeof(TfLiteModels).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static entry => entry.Key == "TfLiteVersion").Value!;

    public static string PathOf(string name) => TestData.Path("tflite", $"{name}.tflite");

    public static ModelSource Source(string name) => ModelSource.FromFile(PathOf(name));

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static AiTensor Tensor(string name) => NpyFile.Load(TestData.Path("tflite", $"{name}.npy"));

    public static Task<RedisAiEngine> EngineWithAsync(string name, ModelOptions? options = null) => EngineWithAsync(Source(name), options);

    public static async Task<RedisAiEngine> EngineWithAsync(ModelSource source, ModelOptions? options = null)
    {
        RedisAiEngine ai = new(new TfLiteBackend());
        try
        {
            await ai.Models.StoreAsync("m", source, options);
            return ai;
        }
        catch
        {
            await ai.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loads a model as the engine does, without one.</summary>
    public static async Task<TfLiteSession> SessionAsync(string name, ModelOptions options)
    {
        using TfLiteBackend backend = new();
        return (TfLiteSession)backend.Load(await Source(name).OpenAsync(CancellationToken.None), options, CancellationToken.None);
    }

    /// <summary>Stores a model that is to be refused, and returns what is said.</summary>
    public static async Task<ModelLoadException> RefusedAsync(ModelSource source, ModelOptions? options = null)
    {
        await using RedisAiEngine ai = new(new TfLiteBackend());
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", source, options));
        Assert.False(ai.Models.TryGet("m", out _));
        return error;
    }

    public static AiTensor Filled(float value, params ReadOnlySpan<long> shape) => AiTensor.Create<float, float>(shape, value, static (span, filling) => span.Fill(filling));
}
