using Microsoft.Extensions.Options;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Checks the settings of an endpoint when it is mapped.</summary>
internal static class OpenInferenceOptionsValidator
{
    /// <exception cref="OptionsValidationException">A setting makes no sense; all that do not are named.</exception>
    public static void ThrowIfWrong(OpenInferenceOptions options)
    {
        string[] errors = [.. Errors(options)];
        if (errors.Length > 0)
        {
            throw new OptionsValidationException(nameof(OpenInferenceOptions), typeof(OpenInferenceOptions), errors);
        }
    }

    private static IEnumerable<string> Errors(OpenInferenceOptions options)
    {
        if (options.MaxBodyBytes < 1 || options.MaxBodyBytes > Array.MaxLength)
        {
            yield return $"{nameof(options.MaxBodyBytes)} ({options.MaxBodyBytes}) must be between 1 and {Array.MaxLength}.";
        }

        if (options.DefaultTimeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(options.DefaultTimeout)} ({options.DefaultTimeout}) must be positive, or null for any time.";
        }

        if (options.CompressFromBytes < 0)
        {
            yield return $"{nameof(options.CompressFromBytes)} ({options.CompressFromBytes}) must not be negative; null never packs.";
        }

        if (string.IsNullOrEmpty(options.HealthCheck))
        {
            yield return $"{nameof(options.HealthCheck)} must be the name of a health check.";
        }
    }
}
