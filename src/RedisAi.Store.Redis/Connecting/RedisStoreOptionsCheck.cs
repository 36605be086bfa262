using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Says what is wrong with the settings of a store, before anything is connected.</summary>
internal static class RedisStoreOptionsCheck
{
    private const int MaxPrefixLength = 128;
    private const int MaxReplicas = 16;

    private static readonly TimeSpan s_millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <exception cref="ArgumentException">A setting makes no sense; the message names it.</exception>
    public static void Validate(this RedisStoreOptions options)
    {
        if (FirstError(options) is { } error)
        {
            throw new ArgumentException(error, nameof(options));
        }
    }

    /// <summary>What is wrong, or null.</summary>
    public static string? FirstError(RedisStoreOptions options) =>
        WrongName(options)
        ?? WrongChoice(options)
        ?? Outside(options.LeaseTime, TimeSpan.FromMilliseconds(500), s_hour, nameof(options.LeaseTime))
        ?? Outside(options.WriteInterval, s_millisecond, options.LeaseTime / 2, nameof(options.WriteInterval), $"half of {nameof(options.LeaseTime)}")
        ?? Outside(options.SessionTimeout, s_millisecond, 2 * s_hour, nameof(options.SessionTimeout))
        ?? Outside(options.CommandTimeout, TimeSpan.FromMilliseconds(10), s_hour, nameof(options.CommandTimeout))
        ?? Outside(options.ReplicaTimeout, s_millisecond, options.CommandTimeout, nameof(options.ReplicaTimeout), nameof(options.CommandTimeout))
        ?? Outside(options.ModelTurnTimeout, s_millisecond, TimeSpan.FromDays(1), nameof(options.ModelTurnTimeout))
        ?? Outside(options.IdleRelease, options.LeaseTime, TimeSpan.FromDays(1), nameof(options.IdleRelease), lowest: nameof(options.LeaseTime));

    private static string? WrongName(RedisStoreOptions options)
    {
        if (options.ConfigurationFactory is null && WrongConfiguration(options.Configuration) is { } wrong)
        {
            return wrong;
        }

        if (string.IsNullOrEmpty(options.KeyPrefix) || options.KeyPrefix.Length > MaxPrefixLength || options.KeyPrefix.AsSpan().ContainsAny('{', '}'))
        {
            return $"{nameof(options.KeyPrefix)} ('{options.KeyPrefix}') must have from 1 to {MaxPrefixLength} characters, and no braces, which say in which slot of a cluster a key is.";
        }

        return options.Address is "" ? $"{nameof(options.Address)} must not be empty; null stands for the name of the machine and the number of the process." : null;
    }

    private static string? WrongChoice(RedisStoreOptions options)
    {
        if (!Enum.IsDefined(options.Format))
        {
            return $"{nameof(options.Format)} ({options.Format}) must be Plain or RedisAi.";
        }

        if (!Enum.IsDefined(options.Writes))
        {
            return $"{nameof(options.Writes)} ({options.Writes}) must be WriteThrough or WriteBehind.";
        }

        if (!Enum.IsDefined(options.Tracking))
        {
            return $"{nameof(options.Tracking)} ({options.Tracking}) must be Auto or Off.";
        }

        if (options.Replicas is < 0 or > MaxReplicas)
        {
            return $"{nameof(options.Replicas)} ({options.Replicas}) must be from 0 to {MaxReplicas}.";
        }

        if (options is { Format: RedisTensorFormat.RedisAi, Replicas: > 0 })
        {
            return $"{nameof(options.Replicas)} ({options.Replicas}) needs {nameof(options.Format)} Plain: tensors of the server are not waited for.";
        }

        return options.LocalCacheBytes < 0 ? $"{nameof(options.LocalCacheBytes)} ({options.LocalCacheBytes}) must not be negative; 0 stands for no cache." : null;
    }

    private static string? WrongConfiguration(string? configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration))
        {
            return $"{nameof(RedisStoreOptions.Configuration)} must not be empty.";
        }

        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0 ? null : $"{nameof(RedisStoreOptions.Configuration)} names no server.";
        }
        catch (ArgumentException error)
        {
            return $"{nameof(RedisStoreOptions.Configuration)} cannot be read: {error.Message}";
        }
    }

    private static string? Outside(TimeSpan value, TimeSpan min, TimeSpan max, string name, string? highest = null, string? lowest = null) =>
        value >= min && value <= max
            ? null
            : $"{name} ({value}) must be from {Said(lowest, min)} to {Said(highest, max)}. A number alone is read as days: write 00:00:10 for ten seconds.";

    private static string Said(string? name, TimeSpan value) => name is null ? value.ToString() : $"{name} ({value})";
}
