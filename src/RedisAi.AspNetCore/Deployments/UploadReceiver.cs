using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RedisAi.AspNetCore.Deployments.Archives;
using RedisAi.MLflow;
using RedisAi.MLflow.Cache;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Deploys models whose folders come as archives.</summary>
/// <param name="deployments">Deploys them.</param>
/// <param name="limits">How much may come.</param>
/// <param name="logger">Learns of files that cannot be written.</param>
internal sealed class UploadReceiver(Lazy<MlflowDeployments> deployments, UploadLimits limits, ILogger logger)
{
    /// <summary>Receives and deploys a model. The settings and the name are checked before anything is received; uploads of one name are received at once and deployed one after the other.</summary>
    /// <exception cref="MlflowException">It cannot be deployed; what was stays.</exception>
    public async Task<MlflowDeployment> DeployAsync(HttpContext context, string name, bool isNew, DeploymentRequest request)
    {
        if (context.Request.ContentLength > limits.MaxBytes)
        {
            throw limits.TooLarge();
        }

        CancellationToken aborted = context.RequestAborted;
        await deployments.Value.CheckUploadAsync(name, isNew, request.Config, aborted).ConfigureAwait(false);
        try
        {
            using UploadFolder upload = deployments.Value.BeginUpload(context.Request.ContentLength ?? 0);
            IReadOnlyList<CachedFile> files = await ArrivingArchive.UnpackAsync(context, upload.Files, limits).ConfigureAwait(false);
            return await deployments.Value.DeployUploadAsync(name, isNew, upload, files, request.Flavor, request.Config, aborted).ConfigureAwait(false);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException and not BadHttpRequestException)
        {
            // The message may have paths of the server's.
            logger.UploadNotWritten(error, name);
            throw new MlflowException("The server cannot write the model's files; is its disk full? Its log says more.", MlflowErrorCodes.TemporarilyUnavailable, innerException: error);
        }
    }
}
