using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Rest;

/// <summary>What is said of requests to MLflow servers. Event ids are not used again: 500 to 504 are for requests, 505 to 509 for the cache, 510 to 514 for downloads and runs, 520 to 524 for deployments, 530 to 539 for models that follow a registry.</summary>
internal static partial class RestLog
{
    [LoggerMessage(500, LogLevel.Warning, "{Reason} Trying again in {Seconds:F1} s ({Retry} of {MaxRetries})")]
    public static partial void TryingAgain(this ILogger logger, string reason, double seconds, int retry, int maxRetries);
}
