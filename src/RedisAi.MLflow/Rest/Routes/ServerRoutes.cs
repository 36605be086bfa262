using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Rest.Routes;

/// <summary>All routes of the servers of the settings.</summary>
/// <param name="client">Asks.</param>
/// <param name="tracking">The tracking server.</param>
/// <param name="registry">The server that has the registered models; null where <paramref name="registryUri"/> is no server's address.</param>
/// <param name="registryUri">What the settings name as that server; null for the tracking server.</param>
internal sealed class ServerRoutes(RestClient client, ServerAddress tracking, ServerAddress? registry, string? registryUri)
{
    private readonly RegistryRoutes? _registry = registry is null ? null : new RegistryRoutes(client, registry);

    public RestClient Client => client;

    public ServerAddress Tracking => tracking;

    public RunRoutes Runs { get; } = new(client, tracking);

    public ExperimentRoutes Experiments { get; } = new(client, tracking);

    public LoggedModelRoutes LoggedModels { get; } = new(client, tracking);

    /// <exception cref="MlflowException">What has the registered models is no server.</exception>
    public RegistryRoutes Registry => _registry ?? throw new MlflowException(
        $"There is no server to ask for registered models: RegistryUri (MLFLOW_REGISTRY_URI) is '{ShownUri.Of(registryUri!)}', and only http:// and https:// can be asked. Leave it out where the tracking server has them.",
        MlflowErrorCodes.InvalidParameterValue);

    /// <summary>The artifacts that the tracking server hands through.</summary>
    public ProxyRoutes Artifacts { get; } = new(client, tracking);

    /// <summary>The artifacts that another server hands through, which is not told who is asking.</summary>
    /// <param name="authority">Its host and port; the scheme and the path before MLflow's own are those of the tracking server.</param>
    /// <exception cref="MlflowException">It is no server.</exception>
    public ProxyRoutes ArtifactsOf(string authority)
    {
        string address = $"{tracking.Uri.Scheme}://{authority}{tracking.Uri.AbsolutePath}";
        return ServerAddress.Create(address) is { } server
            ? new ProxyRoutes(client, server)
            : throw new MlflowException($"'{authority}' is not the host of a server.", MlflowErrorCodes.InvalidParameterValue);
    }
}
