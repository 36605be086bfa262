using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>What is said of sessions that move. Event ids are not used again; docs/redis.md lists those of the store.</summary>
internal static partial class LeaseLog
{
    [LoggerMessage(620, LogLevel.Warning, "The session '{Session}' was lost to {Owner}; what was not written yet is dropped")]
    public static partial void SessionLost(this ILogger logger, string session, string owner);

    [LoggerMessage(621, LogLevel.Error, "The session '{Session}' is given up, and what was not written yet is dropped: it could not be written to {Store}")]
    public static partial void SessionAbandoned(this ILogger logger, Exception error, string session, string store);

    [LoggerMessage(622, LogLevel.Warning, "States could not be written to {Store}; it is tried again")]
    public static partial void WritesFail(this ILogger logger, Exception error, string store);

    [LoggerMessage(623, LogLevel.Information, "States are written to {Store} again")]
    public static partial void WritesSucceed(this ILogger logger, string store);

    [LoggerMessage(624, LogLevel.Warning, "Leases of {Count} sessions could not be renewed in {Store}; it is tried again")]
    public static partial void RenewalFailed(this ILogger logger, Exception error, int count, string store);

    [LoggerMessage(625, LogLevel.Error, "Giving the session '{Session}' to another process failed")]
    public static partial void HandOverFailed(this ILogger logger, Exception error, string session);

    [LoggerMessage(626, LogLevel.Debug, "The session '{Session}' is this process's, with {States} states")]
    public static partial void SessionTaken(this ILogger logger, string session, int states);

    [LoggerMessage(627, LogLevel.Debug, "The session '{Session}' was given up")]
    public static partial void SessionReleased(this ILogger logger, string session);
}
