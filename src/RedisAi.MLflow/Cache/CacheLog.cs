using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Cache;

/// <summary>What is said of the cache. Event ids: see RestLog.</summary>
internal static partial class CacheLog
{
    [LoggerMessage(505, LogLevel.Information, "The model in the cache under '{Key}' was removed to make room: {Bytes} bytes, last used at {LastUse:u}")]
    public static partial void CacheRemoved(this ILogger logger, string key, long bytes, DateTime lastUse);

    [LoggerMessage(506, LogLevel.Warning, "What is in the cache under '{Key}' could not be removed")]
    public static partial void CacheNotRemoved(this ILogger logger, Exception error, string key);

    [LoggerMessage(507, LogLevel.Warning, "The cache takes more than the {MaxBytes} bytes that it may: {Excess} bytes too many are in use, or are being downloaded")]
    public static partial void CacheOverfull(this ILogger logger, long maxBytes, long excess);

    [LoggerMessage(508, LogLevel.Warning, "The model in the cache under '{Key}' is damaged, and is downloaded again: {Damage}")]
    public static partial void CacheDamaged(this ILogger logger, string key, string damage);

    [LoggerMessage(509, LogLevel.Information, "The model '{Model}' is being downloaded by somebody else, in this process or another; it is waited for")]
    public static partial void CacheWaits(this ILogger logger, string model);
}
