using Microsoft.Extensions.Logging;

namespace RedisAi.Execution;

/// <summary>What is said of sessions. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class ExecutionLog
{
    [LoggerMessage(117, LogLevel.Error, "The session of {Subject} version {Version}, or an execution of it, threw when it was closed")]
    public static partial void SessionNotClosed(this ILogger logger, Exception exception, string subject, int version);
}
