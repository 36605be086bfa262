using Microsoft.Extensions.Logging;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>What is said of scoring. Event ids 560-569 are those of MLflow's scoring protocol, and are not used again.</summary>
internal static partial class ScoringLog
{
    [LoggerMessage(560, LogLevel.Warning, "The model '{Model}' and its signature in MLflow disagree: {Problem}")]
    public static partial void SignatureDisagrees(this ILogger logger, string model, string problem);
}
