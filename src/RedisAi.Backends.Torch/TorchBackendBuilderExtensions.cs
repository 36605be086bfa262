using RedisAi;
using RedisAi.Backends.Torch;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Torch backend to an engine in a host.</summary>
public static class TorchBackendBuilderExtensions
{
    /// <summary>Adds the Torch backend, which runs TorchScript models and scripts. The native library is looked for when the first of them is loaded.</summary>
    /// <param name="builder">The builder that AddRedisAi gave.</param>
    /// <param name="configure">Sets where the native library is, and its threads; null for the usual places and the defaults.</param>
    /// <returns>The same builder.</returns>
    public static RedisAiBuilder AddTorchBackend(this RedisAiBuilder builder, Action<TorchBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBackend(_ =>
        {
            TorchBackendOptions options = new();
            configure?.Invoke(options);
            return new TorchBackend(options);
        });
    }
}
