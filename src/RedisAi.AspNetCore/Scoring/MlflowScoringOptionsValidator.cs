using Microsoft.Extensions.Options;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>Checks the settings of an endpoint when it is mapped.</summary>
internal static class MlflowScoringOptionsValidator
{
    /// <exception cref="OptionsValidationException">A setting makes no sense; all that do not are named.</exception>
    public static void ThrowIfWrong(MlflowScoringOptions options)
    {
        string[] errors = [.. Errors(options)];
        if (errors.Length > 0)
        {
            throw new OptionsValidationException(nameof(MlflowScoringOptions), typeof(MlflowScoringOptions), errors);
        }
    }

    private static IEnumerable<string> Errors(MlflowScoringOptions options)
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
    }
}
