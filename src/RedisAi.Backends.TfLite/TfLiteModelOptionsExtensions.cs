namespace RedisAi.Backends.TfLite;

/// <summary>Gives <see cref="ModelOptions"/> what is particular to TensorFlow Lite.</summary>
public static class TfLiteModelOptionsExtensions
{
    /// <summary>Sets how TensorFlow Lite loads and runs the model; without effect on models of other backends.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="configure">Called once, before this returns.</param>
    /// <returns>The same options.</returns>
    public static ModelOptions ConfigureTfLite(this ModelOptions options, Action<TfLiteModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        configure(options.GetBackendOptions<TfLiteModelOptions>());
        return options;
    }
}
