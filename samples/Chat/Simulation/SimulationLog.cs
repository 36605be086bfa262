using Microsoft.Extensions.Logging;

namespace RedisAi.Samples.Chat.Simulation;

/// <summary>Every message of the simulation.</summary>
internal static partial class SimulationLog
{
    [LoggerMessage(1, LogLevel.Error, "A simulated user of the model '{ModelKey}' failed, and left")]
    public static partial void UserFailed(this ILogger logger, Exception exception, string modelKey);
}
