namespace RedisAi.MLflow.Uris;

/// <summary>Reads <c>mlflow-artifacts:/path</c> and <c>mlflow-artifacts://host:port/path</c>.</summary>
internal static class ProxyUri
{
    private const string Scheme = "mlflow-artifacts";
    private const string Expected = "mlflow-artifacts:/path or mlflow-artifacts://host:port/path";

    public static MlflowUri Parse(string text)
    {
        string rest = text[(Scheme.Length + 1)..];
        string? authority = null;
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            int end = rest.IndexOf('/', 2);
            authority = end < 0 ? rest[2..] : rest[2..end];
            rest = end < 0 ? "" : rest[end..];
            if (authority.Length > 0 && !IsServer(authority))
            {
                throw MlflowUriParser.Wrong(text, "what follows '//' is not a server", Expected);
            }
        }

        string path = SafePath.Check(rest.TrimStart('/'), $"the address '{ShownUri.Of(text)}'");
        return path.Length > 0
            ? new MlflowUri(MlflowUriKind.ProxiedArtifacts, text) { Scheme = Scheme, Authority = string.IsNullOrEmpty(authority) ? null : authority, Path = path }
            : throw MlflowUriParser.Wrong(text, "it names no path", Expected);
    }

    /// <summary>A host and a port, and nothing else: no user, no password.</summary>
    private static bool IsServer(string authority) =>
        authority.All(static c => c is not ('@' or '\\' or '?' or '#' or '%'))
        && Uri.TryCreate($"http://{authority}/", UriKind.Absolute, out Uri? uri)
        && uri.Host.Length > 0
        && uri is { UserInfo: "", PathAndQuery: "/" };
}
