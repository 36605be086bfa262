using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>What is said of the local cache of a shared store. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(604, LogLevel.Warning, "{Store} does not tell of writes ({Reason}): what is cached is checked by its version, with each read")]
    public static partial void NotTold(this ILogger logger, string store, string reason);

    [LoggerMessage(605, LogLevel.Debug, "{Store} tells of writes to what is cached: {Servers} servers")]
    public static partial void Told(this ILogger logger, string store, int servers);

    [LoggerMessage(606, LogLevel.Warning, "{Store} did not answer whether it tells of writes; what is cached is checked by its version until it does")]
    public static partial void NotAnswered(this ILogger logger, string store);
}
