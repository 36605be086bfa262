using Microsoft.Extensions.Logging;

namespace RedisAi.Registry;

/// <summary>What is said when the engine closes. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class ShutdownLog
{
    [LoggerMessage(110, LogLevel.Warning, "Runs were still going on {Elapsed} after the shutdown began; they are asked to stop")]
    public static partial void ShutdownStopsRuns(this ILogger logger, TimeSpan elapsed);

    [LoggerMessage(111, LogLevel.Error, "{Count} models or scripts have runs that do not stop; their sessions stay open")]
    public static partial void ShutdownLeavesRuns(this ILogger logger, int count);
}
