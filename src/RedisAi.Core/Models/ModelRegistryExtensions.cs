namespace RedisAi;

/// <summary>Shorter ways of using <see cref="IModelRegistry"/>.</summary>
public static class ModelRegistryExtensions
{
    /// <summary>Loads a model from a file, on the thread pool, warms it, and puts it under a key.</summary>
    /// <param name="models">The registry.</param>
    /// <param name="key">The key. What was there serves until the new model is ready.</param>
    /// <param name="path">The file; a relative path starts at the current directory. It is read while the model is stored, and not needed later.</param>
    /// <param name="options">How to load and run it; null for what the key had before, or the defaults.</param>
    /// <param name="cancellationToken">Ends the loading; what was there stays.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="ModelLoadException">The model cannot be loaded; what was there stays.</exception>
    /// <exception cref="BackendUnavailableException">The backend's runtime is not installed, or has no such device.</exception>
    public static Task<ModelInfo> StoreAsync(
        this IModelRegistry models, string key, string path, ModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        return models.StoreAsync(key, ModelSource.FromFile(path), options, cancellationToken);
    }
}
