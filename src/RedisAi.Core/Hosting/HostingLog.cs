using Microsoft.Extensions.Logging;

namespace RedisAi.Hosting;

/// <summary>What is said of the engine's life in a host. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(300, LogLevel.Information, "{Count} models, scripts and plans are to be loaded before the host is ready")]
    public static partial void Loading(this ILogger logger, int count);

    [LoggerMessage(301, LogLevel.Information, "{Loaded} of {Count} models, scripts and plans are ready after {ElapsedMs:F0} ms")]
    public static partial void Ready(this ILogger logger, int loaded, int count, double elapsedMs);

    [LoggerMessage(302, LogLevel.Warning, "The host does not wait longer for running calls; they are asked to stop, and the engine closes by the time the container is disposed")]
    public static partial void ShutdownNotAwaited(this ILogger logger);

    [LoggerMessage(303, LogLevel.Error, "The plan '{Plan}' could not be compiled")]
    public static partial void PlanCompilationFailed(this ILogger logger, Exception error, string plan);

    [LoggerMessage(304, LogLevel.Warning, "The configuration has keys that mean nothing, and are ignored: {Keys}")]
    public static partial void UnknownSettings(this ILogger logger, string keys);

    [LoggerMessage(305, LogLevel.Information, "The plan '{Plan}' was compiled. Left out, since nobody needs what they give: {Nodes}. Inputs that no node needs: {Inputs}")]
    public static partial void PlanLeavesOut(this ILogger logger, string plan, string nodes, string inputs);
}
