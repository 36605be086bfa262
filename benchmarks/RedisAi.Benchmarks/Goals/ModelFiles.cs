namespace RedisAi.Benchmarks.Goals;

/// <summary>The models beside the benchmarks.</summary>
internal static class ModelFiles
{
    public static string PathOf(string model) => Path.Combine(AppContext.BaseDirectory, "models", $"{model}.onnx");

    /// <summary>Stores a model under its own name.</summary>
    public static IModel Load(RedisAiEngine engine, string model, ModelOptions? options = null)
    {
        engine.Models.StoreAsync(model, ModelSource.FromFile(PathOf(model)), options).GetAwaiter().GetResult();
        return engine.Models[model];
    }
}
