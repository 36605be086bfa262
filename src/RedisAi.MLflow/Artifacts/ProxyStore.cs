using RedisAi.MLflow.Rest;
using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Rest.Routes;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Artifacts;

/// <summary>A folder that a server hands through, wherever it keeps it.</summary>
/// <param name="client">Asks.</param>
/// <param name="routes">The server's routes.</param>
/// <param name="root">The path of the folder among the server's artifacts.</param>
internal sealed class ProxyStore(RestClient client, ProxyRoutes routes, string root) : IArtifactStore
{
    public string Name => $"mlflow-artifacts:/{root}";

    public async Task<IReadOnlyList<ArtifactEntry>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<FileFacts> files = await routes.ListAsync(SafePath.Join(root, folder), cancellationToken).ConfigureAwait(false);
        return [.. files.Select(file => new ArtifactEntry(SafePath.Join(folder, SafePath.CheckName(file.Path ?? "", $"a file in {Name}")), file.IsDir, file.FileSize))];
    }

    public Task<ArtifactStream> OpenAsync(string path, long offset, string? mark, CancellationToken cancellationToken) =>
        HttpFiles.OpenAsync(client, routes.FileAddress(SafePath.Join(root, path)), offset, mark, cancellationToken);
}
