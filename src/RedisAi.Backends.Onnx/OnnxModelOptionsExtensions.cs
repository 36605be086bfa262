namespace RedisAi.Backends.Onnx;

/// <summary>Gives <see cref="ModelOptions"/> what is particular to ONNX Runtime.</summary>
public static class OnnxModelOptionsExtensions
{
    /// <summary>Sets how ONNX Runtime loads and runs the model; without effect on models of other backends.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="configure">Called once, before this returns.</param>
    /// <returns>The same options.</returns>
    public static ModelOptions ConfigureOnnx(this ModelOptions options, Action<OnnxModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        configure(options.GetBackendOptions<OnnxModelOptions>());
        return options;
    }
}
