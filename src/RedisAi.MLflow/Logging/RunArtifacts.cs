using System.Net.Http.Headers;
using RedisAi.MLflow.Resolution;
using RedisAi.MLflow.Rest.Routes;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Logging;

/// <summary>Stores files with a run, through the server.</summary>
/// <param name="routes">The server's routes.</param>
/// <param name="runId">The run.</param>
/// <param name="root">Where the run has its artifacts; null when the server does not say.</param>
internal sealed class RunArtifacts(ServerRoutes routes, string runId, string? root)
{
    /// <summary>Stores a file.</summary>
    /// <param name="path">Its path among the run's artifacts.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="open">Opens what it has, for each try anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The path leaves the run's folder, the server does not take files, or fails.</exception>
    public Task StoreAsync(string path, string mediaType, Func<Stream> open, CancellationToken cancellationToken)
    {
        string name = SafePath.Check(path, $"an artifact of the run '{runId}'");
        if (name.Length == 0)
        {
            throw new MlflowException($"An artifact of the run '{runId}' has no name.", MlflowErrorCodes.InvalidParameterValue);
        }

        MlflowUri place = ServedPlace.Parse(root ?? throw Answers.Lacking("run.info.artifact_uri", $"the run '{runId}'"), name, routes.Tracking);
        if (place.Kind != MlflowUriKind.ProxiedArtifacts)
        {
            throw new MlflowException(
                $"The run '{runId}' has its artifacts at '{ShownUri.Of(root)}', which is not reached through the server: start the server with --serve-artifacts.", MlflowErrorCodes.FeatureDisabled);
        }

        ProxyRoutes proxy = place.Authority is null ? routes.Artifacts : routes.ArtifactsOf(place.Authority);
        return proxy.PutAsync(place.Path, () => new StreamContent(open()) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, cancellationToken);
    }
}
