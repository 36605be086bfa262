using Microsoft.Extensions.Logging;

namespace RedisAi.Dags;

/// <summary>What is said of runs of plans. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class DagLog
{
    [LoggerMessage(118, LogLevel.Error, "{Count} runs of plans do not stop; the engine closes all the same")]
    public static partial void ShutdownLeavesPlans(this ILogger logger, int count);

    [LoggerMessage(123, LogLevel.Warning, "The node '{Node}' of the plan '{Plan}' failed, and its fallback runs. {Type}: {Reason}")]
    public static partial void FellBack(this ILogger logger, string node, string plan, string? type, string reason);
}
