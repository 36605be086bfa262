using RedisAi;
using RedisAi.Backends.Onnx;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the ONNX backend to an engine in a host.</summary>
public static class OnnxBackendBuilderExtensions
{
    /// <summary>Adds the ONNX backend. The native library is looked for when the first model is loaded.</summary>
    /// <param name="builder">The builder that AddRedisAi gave.</param>
    /// <param name="configure">Sets where the native library is; null for the usual places.</param>
    /// <returns>The same builder.</returns>
    public static RedisAiBuilder AddOnnxBackend(this RedisAiBuilder builder, Action<OnnxBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBackend(_ =>
        {
            OnnxBackendOptions options = new();
            configure?.Invoke(options);
            return new OnnxBackend(options);
        });
    }
}
