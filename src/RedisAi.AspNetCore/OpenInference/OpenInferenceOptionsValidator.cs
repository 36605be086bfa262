using Microsoft.Extensions.Options;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Checks the settings of an endpoint when it is mapped.</summary>
internal static class OpenInferenceOptionsValidator
{
    /// <exception cref="OptionsValidationException">A setting makes no sense; all that do not are named.</exception>
    public static void ThrowIfWrong(OpenInferenceOptions options) => new EndpointSettings(options.MaxBodyBytes, options.DefaultTimeout, options.CompressFromBytes)
        .ThrowIfWrong<OpenInferenceOptions>(string.IsNullOrEmpty(options.HealthCheck) ? [$"{nameof(options.HealthCheck)} must be the name of a health check."] : []);
}
