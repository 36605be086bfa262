using System.Globalization;
using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Rest.Routes;

/// <summary>The routes for registered models and their versions.</summary>
/// <param name="client">Asks.</param>
/// <param name="server">The server that has the registered models.</param>
internal sealed class RegistryRoutes(RestClient client, ServerAddress server)
{
    private const string Prefix = "/api/2.0/mlflow/";
    private const string PageSize = "200";

    /// <summary>Where it is.</summary>
    public ServerAddress Server => server;

    /// <summary>A version by its number.</summary>
    /// <exception cref="MlflowException">There is none, or the server fails.</exception>
    public Task<ModelVersion> GetVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        VersionAsync(server.Route(Prefix + "model-versions/get", ("name", name), ("version", version)), $"version {version} of '{name}'", cancellationToken);

    /// <summary>The version that an alias is on.</summary>
    /// <exception cref="MlflowException">There is none, or the server fails.</exception>
    public async Task<ModelVersion> GetByAliasAsync(string name, string alias, CancellationToken cancellationToken)
    {
        try
        {
            return await VersionAsync(server.Route(Prefix + "registered-models/alias", ("name", name), ("alias", alias)), $"'{name}@{alias}'", cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.InvalidParameterValue && error.Message.Contains($"alias {alias} not found", StringComparison.OrdinalIgnoreCase))
        {
            // MLflow has a code of its own for each kind of thing that is missing; here all have the same.
            throw new MlflowException(
                $"The registered model '{ShownUri.OfText(name)}' has no alias '{alias}'. {error.Message}", MlflowErrorCodes.ResourceDoesNotExist, error.HttpStatus, error);
        }
    }

    /// <summary>The latest version, of all or of a stage.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="MlflowException">There is no such model, or the server fails.</exception>
    public async Task<ModelVersion?> FindLatestAsync(string name, string? stage, CancellationToken cancellationToken)
    {
        try
        {
            LatestVersionsRequest request = new(name, stage is null ? null : [stage]);
            VersionsMessage message = await client
                .PostAsync(
                    server.Route(Prefix + "registered-models/get-latest-versions"),
                    request,
                    MlflowJson.Default.LatestVersionsRequest,
                    MlflowJson.Default.VersionsMessage,
                    isRepeatable: true,
                    cancellationToken)
                .ConfigureAwait(false);
            return Latest(message.ModelVersions ?? [], stage);
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.EndpointNotFound)
        {
            // Stages are on their way out, and this route may go with them.
            List<ModelVersion> all = [];
            await foreach (ModelVersion version in SearchAsync(name, cancellationToken).ConfigureAwait(false))
            {
                all.Add(version);
            }

            return Latest(all, stage);
        }
    }

    /// <summary>Where the files of a version are.</summary>
    /// <exception cref="MlflowException">There is no such version, or the server fails.</exception>
    public async Task<string> GetDownloadUriAsync(string name, string version, CancellationToken cancellationToken)
    {
        Uri uri = server.Route(Prefix + "model-versions/get-download-uri", ("name", name), ("version", version));
        DownloadUriMessage message = await client.GetAsync(uri, MlflowJson.Default.DownloadUriMessage, cancellationToken).ConfigureAwait(false);
        return message.ArtifactUri is { Length: > 0 } address ? address : throw Answers.Lacking("artifact_uri", $"version {version} of '{name}'");
    }

    /// <summary>All versions of a model.</summary>
    /// <exception cref="MlflowException">The server fails.</exception>
    public IAsyncEnumerable<ModelVersion> SearchAsync(string name, CancellationToken cancellationToken) => Paging.EachAsync(
        (token, cancel) => client.GetAsync(
            server.Route(Prefix + "model-versions/search", ("filter", $"name={Filters.Quote(name)}"), ("max_results", PageSize), ("page_token", token)),
            MlflowJson.Default.VersionsMessage,
            cancel),
        static page => page.ModelVersions,
        static page => page.NextPageToken,
        $"the versions of '{name}'",
        cancellationToken);

    private static ModelVersion? Latest(IEnumerable<ModelVersion?> versions, string? stage) => versions
        .OfType<ModelVersion>()
        .Where(version => stage is null || stage.Equals(version.CurrentStage, StringComparison.OrdinalIgnoreCase))
        .MaxBy(static version => long.TryParse(version.Version, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1);

    private async Task<ModelVersion> VersionAsync(Uri uri, string what, CancellationToken cancellationToken)
    {
        VersionMessage message = await client.GetAsync(uri, MlflowJson.Default.VersionMessage, cancellationToken).ConfigureAwait(false);
        return message.ModelVersion ?? throw Answers.Lacking("model_version", what);
    }
}
