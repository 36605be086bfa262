using Microsoft.Extensions.Logging;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>What is said of deployments over HTTP. Event ids 565-569 are theirs, and are not used again.</summary>
internal static partial class DeploymentEndpointLog
{
    [LoggerMessage(565, LogLevel.Error, "The files of the upload for '{Name}' could not be written to the cache of models")]
    public static partial void UploadNotWritten(this ILogger logger, Exception error, string name);

    [LoggerMessage(566, LogLevel.Warning, "The deployment by {Method} {Path} failed: {Problem}")]
    public static partial void DeploymentFailed(this ILogger logger, string method, string path, string problem);
}
