namespace RedisAi.Backends.Torch;

/// <summary>Gives <see cref="ModelOptions"/> what is particular to libtorch.</summary>
public static class TorchModelOptionsExtensions
{
    /// <summary>Sets how libtorch loads and runs the model; without effect on models of other backends.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="configure">Called once, before this returns.</param>
    /// <returns>The same options.</returns>
    public static ModelOptions ConfigureTorch(this ModelOptions options, Action<TorchModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        configure(options.GetBackendOptions<TorchModelOptions>());
        return options;
    }
}
