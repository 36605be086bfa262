using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>What is said of the connection to a shared store. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(600, LogLevel.Warning, "{Store} was not reached; it is tried again")]
    public static partial void NotReached(this ILogger logger, Exception error, string store);

    [LoggerMessage(601, LogLevel.Warning, "The {Connection} connection of {Store} to {Server} was lost: {Reason}")]
    public static partial void ConnectionLost(this ILogger logger, string connection, string store, string server, string reason);

    [LoggerMessage(602, LogLevel.Information, "The {Connection} connection of {Store} to {Server} is there again")]
    public static partial void ConnectionRestored(this ILogger logger, string connection, string store, string server);

    [LoggerMessage(603, LogLevel.Error, "A listener to the channel '{Channel}' of {Store} failed")]
    public static partial void ListenerFailed(this ILogger logger, Exception error, string channel, string store);
}
