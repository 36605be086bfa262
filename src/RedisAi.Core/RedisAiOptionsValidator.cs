using Microsoft.Extensions.Options;

namespace RedisAi;

/// <summary>Checks the settings of the engine, in a host when it starts, else when the engine is made.</summary>
internal sealed class RedisAiOptionsValidator : IValidateOptions<RedisAiOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisAiOptions options) =>
        FirstError(options) is { } error ? ValidateOptionsResult.Fail(error) : ValidateOptionsResult.Success;

    /// <summary>What is wrong, or null.</summary>
    public static string? FirstError(RedisAiOptions options)
    {
        if (options.Tensors.MaxBytes is <= 0)
        {
            return $"Tensors.MaxBytes ({options.Tensors.MaxBytes}) must be positive, or null for no limit.";
        }

        if (!Enum.IsDefined(options.Tensors.Eviction))
        {
            return $"Tensors.Eviction ({options.Tensors.Eviction}) must be Reject or LeastRecentlyUsed.";
        }

        if (options.Tensors is { Eviction: TensorEviction.LeastRecentlyUsed, MaxBytes: null })
        {
            return "Tensors.Eviction is LeastRecentlyUsed, which needs a limit: set Tensors.MaxBytes.";
        }

        return options.ShutdownTimeout < TimeSpan.Zero
            ? $"ShutdownTimeout ({options.ShutdownTimeout}) must not be negative."
            : null;
    }
}
