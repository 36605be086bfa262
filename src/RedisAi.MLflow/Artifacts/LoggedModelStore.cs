using RedisAi.MLflow.Rest;
using RedisAi.MLflow.Rest.Routes;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Artifacts;

/// <summary>A logged model or a folder of one, by the routes that every server from MLflow 3 on has, also one that hands no artifacts through.</summary>
/// <param name="client">Asks.</param>
/// <param name="routes">The routes of logged models.</param>
/// <param name="modelId">The model.</param>
/// <param name="root">The path of the folder in it, empty for all of it.</param>
internal sealed class LoggedModelStore(RestClient client, LoggedModelRoutes routes, string modelId, string root) : IArtifactStore
{
    public string Name => SafePath.Join($"models:/{modelId}", root);

    public Task<IReadOnlyList<ArtifactEntry>> ListAsync(string folder, CancellationToken cancellationToken) =>
        RootedListing.CollectAsync(routes.ListAsync(modelId, SafePath.Join(root, folder), cancellationToken), root, folder, Name);

    public Task<ArtifactStream> OpenAsync(string path, long offset, string? mark, CancellationToken cancellationToken) =>
        HttpFiles.OpenAsync(client, routes.FileAddress(modelId, SafePath.Join(root, path)), offset, mark, cancellationToken);
}
