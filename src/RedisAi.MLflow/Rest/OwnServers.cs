using System.Net.Http.Headers;

namespace RedisAi.MLflow.Rest;

/// <summary>The servers of the settings: they, and no others, are told who is asking, and for which workspace.</summary>
/// <param name="servers">The servers.</param>
/// <param name="authorization">Who is asking, unless an address says so itself; null for nobody in particular.</param>
/// <param name="workspace">The workspace; null for none.</param>
internal sealed class OwnServers(IReadOnlyList<ServerAddress> servers, AuthenticationHeaderValue? authorization, string? workspace)
{
    private const string WorkspaceHeader = "X-MLFLOW-WORKSPACE";

    /// <summary>Gets what kind of login is sent: <c>Basic</c>, <c>Bearer</c>, or null for none.</summary>
    public string? Scheme => authorization?.Scheme ?? servers.Select(static server => server.Login).FirstOrDefault(static login => login is not null)?.Scheme;

    /// <summary>Completes the headers of a request. It is done anew for each redirection.</summary>
    public void Complete(HttpRequestMessage request)
    {
        ServerAddress? server = servers.FirstOrDefault(server => IsSame(server, request.RequestUri!));
        if (server is null)
        {
            return;
        }

        request.Headers.Authorization = server.Login ?? authorization;
        if (!string.IsNullOrEmpty(workspace))
        {
            request.Headers.Add(WorkspaceHeader, workspace);
        }
    }

    /// <summary>Whether a host and port are those of one of the servers.</summary>
    public bool Has(string authority) =>
        servers.Any(server => Uri.TryCreate($"{server.Uri.Scheme}://{authority}/", UriKind.Absolute, out Uri? uri) && server.IsOriginOf(uri));

    /// <summary>The same server, or the same host by its usual ports where one has moved from http to https.</summary>
    private static bool IsSame(ServerAddress server, Uri uri) =>
        server.IsOriginOf(uri)
        || (server.Uri is { Scheme: "http", IsDefaultPort: true } && uri is { Scheme: "https", IsDefaultPort: true } && server.Uri.IdnHost.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase));
}
