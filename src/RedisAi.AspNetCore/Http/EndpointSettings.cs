using Microsoft.Extensions.Options;

namespace RedisAi.AspNetCore.Http;

/// <summary>The settings that all endpoints with bodies have, to be checked when one is mapped.</summary>
/// <param name="MaxBodyBytes">The bytes that a body may have.</param>
/// <param name="DefaultTimeout">How long a call may take; null for any time.</param>
/// <param name="CompressFromBytes">From how many bytes on answers are packed; null for never.</param>
internal readonly record struct EndpointSettings(int MaxBodyBytes, TimeSpan? DefaultTimeout, int? CompressFromBytes)
{
    /// <typeparam name="TOptions">The options that have them.</typeparam>
    /// <param name="further">What is wrong with the options besides; none where nothing is.</param>
    /// <exception cref="OptionsValidationException">A setting makes no sense; all that do not are named.</exception>
    public void ThrowIfWrong<TOptions>(params IEnumerable<string> further)
    {
        string[] errors = [.. Errors(), .. further];
        if (errors.Length > 0)
        {
            throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), errors);
        }
    }

    private IEnumerable<string> Errors()
    {
        if (MaxBodyBytes < 1 || MaxBodyBytes > Array.MaxLength)
        {
            yield return $"{nameof(MaxBodyBytes)} ({MaxBodyBytes}) must be between 1 and {Array.MaxLength}.";
        }

        if (DefaultTimeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(DefaultTimeout)} ({DefaultTimeout}) must be positive, or null for any time.";
        }

        if (CompressFromBytes < 0)
        {
            yield return $"{nameof(CompressFromBytes)} ({CompressFromBytes}) must not be negative; null never packs.";
        }
    }
}
