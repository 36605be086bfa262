using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Deployments;

/// <summary>What is said of deployments. Event ids: see RestLog.</summary>
internal static partial class DeploymentLog
{
    [LoggerMessage(520, LogLevel.Warning, "The model '{Model}': {Warning}")]
    public static partial void FolderWarning(this ILogger logger, string model, string warning);

    [LoggerMessage(521, LogLevel.Information, "'{Name}' is deployed from '{ModelUri}' ({Flavor}, revision {Revision}) to {Target}")]
    public static partial void Deployed(this ILogger logger, string name, string? modelUri, string flavor, int? revision, string target);

    [LoggerMessage(522, LogLevel.Information, "The deployment '{Name}' of {Target} is deleted")]
    public static partial void DeploymentDeleted(this ILogger logger, string name, string target);

    [LoggerMessage(523, LogLevel.Warning, "The model '{Key}', which was only tried, could not be removed from {Target}, which removes it later by itself: {Reason}")]
    public static partial void TrialLeft(this ILogger logger, string key, string target, string reason);
}
