using RedisAi.MLflow.Rest.Messages;

namespace RedisAi.MLflow.Rest.Routes;

/// <summary>The routes for logged models, which servers have from MLflow 3 on.</summary>
/// <param name="client">Asks.</param>
/// <param name="server">The tracking server.</param>
internal sealed class LoggedModelRoutes(RestClient client, ServerAddress server)
{
    private const string Prefix = "/api/2.0/mlflow/logged-models/";
    private const int PageSize = 50;

    /// <summary>What is known of a logged model.</summary>
    /// <exception cref="MlflowException">There is none, the server is older than that (ENDPOINT_NOT_FOUND), or it fails.</exception>
    public async Task<LoggedModelFacts> GetAsync(string modelId, CancellationToken cancellationToken)
    {
        LoggedModelMessage message = await client
            .GetAsync(server.Route(Prefix + Uri.EscapeDataString(modelId)), MlflowJson.Default.LoggedModelMessage, cancellationToken)
            .ConfigureAwait(false);
        return message.Model?.Info ?? throw Answers.Lacking("model.info", $"the logged model '{modelId}'");
    }

    /// <summary>The logged models of an experiment that a filter lets through, the newest first.</summary>
    /// <exception cref="MlflowException">The server is older than that (ENDPOINT_NOT_FOUND), or it fails.</exception>
    public IAsyncEnumerable<LoggedModel> SearchAsync(string experimentId, string filter, CancellationToken cancellationToken) => Paging.EachAsync(
        (token, cancel) => client.PostAsync(
            server.Route(Prefix + "search"),
            new SearchLoggedModelsRequest([experimentId], filter, PageSize, token),
            MlflowJson.Default.SearchLoggedModelsRequest,
            MlflowJson.Default.LoggedModelsMessage,
            isRepeatable: true,
            cancel),
        static page => page.Models,
        static page => page.NextPageToken,
        $"the logged models of the experiment '{experimentId}'",
        cancellationToken);

    /// <summary>What is in a folder of a logged model. Paths are those from the model's root on.</summary>
    /// <exception cref="MlflowException">There is no such model, or the server fails.</exception>
    public IAsyncEnumerable<FileFacts> ListAsync(string modelId, string path, CancellationToken cancellationToken) => Paging.EachAsync(
        (token, cancel) => client.GetAsync(
            server.Route($"{Prefix}{Uri.EscapeDataString(modelId)}/artifacts/directories", ("artifact_directory_path", path), ("page_token", token)),
            MlflowJson.Default.FilesMessage,
            cancel),
        static page => page.Files,
        static page => page.NextPageToken,
        $"the files of the logged model '{modelId}'",
        cancellationToken);

    /// <summary>The address of a file of a logged model, for servers that hand nothing else through.</summary>
    public Uri FileAddress(string modelId, string path) =>
        server.Route($"/ajax-api/2.0/mlflow/logged-models/{Uri.EscapeDataString(modelId)}/artifacts/files", ("artifact_file_path", path));
}
