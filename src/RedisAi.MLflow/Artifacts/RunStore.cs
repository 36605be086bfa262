using RedisAi.MLflow.Rest;
using RedisAi.MLflow.Rest.Routes;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Artifacts;

/// <summary>A folder of a run, by the routes that every server has, also one that hands no artifacts through.</summary>
/// <param name="client">Asks.</param>
/// <param name="routes">The routes of runs.</param>
/// <param name="runId">The run.</param>
/// <param name="root">The path of the folder in it.</param>
internal sealed class RunStore(RestClient client, RunRoutes routes, string runId, string root) : IArtifactStore
{
    public string Name => $"runs:/{runId}/{root}";

    public Task<IReadOnlyList<ArtifactEntry>> ListAsync(string folder, CancellationToken cancellationToken) =>
        RootedListing.CollectAsync(routes.ListAsync(runId, SafePath.Join(root, folder), cancellationToken), root, folder, Name);

    public Task<ArtifactStream> OpenAsync(string path, long offset, string? mark, CancellationToken cancellationToken) =>
        HttpFiles.OpenAsync(client, routes.FileAddress(runId, SafePath.Join(root, path)), offset, mark, cancellationToken);
}
