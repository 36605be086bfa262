using System.Reflection;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>The models in tests/data/onnx, and engines that have one of them under the key "m".</summary>
internal static class OnnxModels
{
    /// <summary>The version of ONNX Runtime that was fetched.</summary>
    public static string RuntimeVersion { get; } =
        typeof(OnnxModels).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static entry => entry.Key == "OnnxRuntimeVersion").Value!;

    public static string PathOf(string name) => TestData.Path("onnx", $"{name}.onnx");

    public static ModelSource Source(string name) => ModelSource.FromFile(PathOf(name));

    public static Task<byte[]> BytesAsync(string name) => File.ReadAllBytesAsync(PathOf(name));

    public static RedisAiEngine Engine() => new(new OnnxBackend());

    public static Task<RedisAiEngine> EngineWithAsync(string name, ModelOptions? options = null) => EngineWithAsync(Source(name), options);

    public static async Task<RedisAiEngine> EngineWithAsync(ModelSource source, ModelOptions? options = null)
    {
        RedisAiEngine ai = Engine();
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

    /// <summary>Stores a model that is to be refused, and returns what is said.</summary>
    public static async Task<ModelLoadException> RefusedAsync(ModelSource source, ModelOptions? options = null)
    {
        await using RedisAiEngine ai = Engine();
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", source, options));
        Assert.False(ai.Models.TryGet("m", out _));
        return error;
    }

    public static AiTensor Floats(ReadOnlySpan<long> shape, params ReadOnlySpan<float> values) => AiTensor.Create(shape, values);

    public static AiTensor Filled(float value, params ReadOnlySpan<long> shape) => AiTensor.Create<float, float>(shape, value, static (span, filling) => span.Fill(filling));
}
