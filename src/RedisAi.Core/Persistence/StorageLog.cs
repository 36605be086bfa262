using Microsoft.Extensions.Logging;

namespace RedisAi.Persistence;

/// <summary>What is said of a durable store. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(124, LogLevel.Error, "What has changed could not be written to the {Storage}; it is tried again in {IntervalMs} ms")]
    public static partial void StorageFailed(this ILogger logger, Exception error, string storage, double intervalMs);

    [LoggerMessage(125, LogLevel.Critical, "What has changed since the last write is lost: the engine closes, and it could not be written to the {Storage}")]
    public static partial void StorageLost(this ILogger logger, Exception error, string storage);
}
