using Microsoft.Extensions.Options;

namespace RedisAi;

/// <summary>Checks the settings of the engine, in a host when it starts, else when the engine is made.</summary>
internal sealed class RedisAiOptionsValidator : IValidateOptions<RedisAiOptions>
{
    public const string StorageAndSharedStore = "There is both a Storage and a SharedStore. What several processes share outlives each of them: a storage of one's own goes with a store of one's own.";

    private static readonly TimeSpan s_maxShutdown = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RedisAiOptions options) =>
        FirstError(options, static setting => $"RedisAi:{setting.Replace('.', ':')}") is { } error ? ValidateOptionsResult.Fail(error) : ValidateOptionsResult.Success;

    /// <summary>What is wrong, or null.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="nameOf">What the reader calls a setting, by its place in the options; null for just that.</param>
    public static string? FirstError(RedisAiOptions options, Func<string, string>? nameOf = null)
    {
        string Name(string setting) => nameOf?.Invoke(setting) ?? setting;
        if (options.Tensors.MaxBytes is <= 0)
        {
            return $"{Name("Tensors.MaxBytes")} ({options.Tensors.MaxBytes}) must be positive, or null for no limit.";
        }

        if (!Enum.IsDefined(options.Tensors.Eviction))
        {
            return $"{Name("Tensors.Eviction")} ({options.Tensors.Eviction}) must be Reject or LeastRecentlyUsed.";
        }

        if (options.Tensors is { Eviction: TensorEviction.LeastRecentlyUsed, MaxBytes: null })
        {
            return $"{Name("Tensors.Eviction")} is LeastRecentlyUsed, which needs a limit: set {Name("Tensors.MaxBytes")}.";
        }

        if (options is { Storage: not null, SharedStore: not null })
        {
            return StorageAndSharedStore;
        }

        if (!Enum.IsDefined(options.Durability.Mode))
        {
            return $"{Name("Durability.Mode")} ({options.Durability.Mode}) must be None, Interval or EveryWrite.";
        }

        if (options.Durability.Interval < TimeSpan.FromMilliseconds(1) || options.Durability.Interval > TimeSpan.FromHours(1))
        {
            return $"{Name("Durability.Interval")} ({options.Durability.Interval}) must be between a millisecond and an hour. A number alone is read as days: write 00:00:01 for a second.";
        }

        if (options.ShutdownTimeout < TimeSpan.Zero)
        {
            return $"{Name("ShutdownTimeout")} ({options.ShutdownTimeout}) must not be negative.";
        }

        return options.ShutdownTimeout > s_maxShutdown
            ? $"{Name("ShutdownTimeout")} ({options.ShutdownTimeout}) must not exceed one day. A number alone is read as days: write 00:00:10 for ten seconds."
            : null;
    }
}
