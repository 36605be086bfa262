using RedisAi;
using RedisAi.Backends.TfLite;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the TensorFlow Lite backend to an engine in a host.</summary>
public static class TfLiteBackendBuilderExtensions
{
    /// <summary>Adds the TensorFlow Lite backend. The native library is looked for when the first model is loaded.</summary>
    /// <param name="builder">The builder that AddRedisAi gave.</param>
    /// <param name="configure">Sets where the native library is; null for the usual places.</param>
    /// <returns>The same builder.</returns>
    public static RedisAiBuilder AddTfLiteBackend(this RedisAiBuilder builder, Action<TfLiteBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBackend(_ =>
        {
            TfLiteBackendOptions options = new();
            configure?.Invoke(options);
            return new TfLiteBackend(options);
        });
    }
}
