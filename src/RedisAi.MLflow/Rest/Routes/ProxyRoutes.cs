using RedisAi.MLflow.Rest.Messages;

namespace RedisAi.MLflow.Rest.Routes;

/// <summary>The routes for artifacts that a server hands through, wherever it keeps them.</summary>
/// <param name="client">Asks.</param>
/// <param name="server">The server; it need not be the tracking server.</param>
internal sealed class ProxyRoutes(RestClient client, ServerAddress server)
{
    /// <summary>Where the artifacts are, on each server.</summary>
    public const string Prefix = "/api/2.0/mlflow-artifacts/artifacts";

    /// <summary>Where it is.</summary>
    public ServerAddress Server => server;

    /// <summary>What is in a folder. Paths are names without folders.</summary>
    /// <exception cref="MlflowException">The server fails, or hands nothing through (FEATURE_DISABLED).</exception>
    public async Task<IReadOnlyList<FileFacts>> ListAsync(string path, CancellationToken cancellationToken)
    {
        FilesMessage message = await client.GetAsync(server.Route(Prefix, ("path", path)), MlflowJson.Default.FilesMessage, cancellationToken).ConfigureAwait(false);
        return [.. (message.Files ?? []).OfType<FileFacts>()];
    }

    /// <summary>The address of a file.</summary>
    public Uri FileAddress(string path) => server.Route($"{Prefix}/{ServerAddress.Escape(path)}");

    /// <summary>Stores a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">Makes its contents, for each try anew.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The server fails, or hands nothing through (FEATURE_DISABLED).</exception>
    public Task PutAsync(string path, Func<HttpContent> content, CancellationToken cancellationToken) =>
        client.SendAsync(new RestRequest(HttpMethod.Put, FileAddress(path)) { Content = content }, cancellationToken);
}
