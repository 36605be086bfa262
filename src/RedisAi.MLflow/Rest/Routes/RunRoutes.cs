using RedisAi.MLflow.Rest.Messages;

namespace RedisAi.MLflow.Rest.Routes;

/// <summary>The routes for runs and their artifacts.</summary>
/// <param name="client">Asks.</param>
/// <param name="server">The tracking server.</param>
internal sealed class RunRoutes(RestClient client, ServerAddress server)
{
    private const string Prefix = "/api/2.0/mlflow/runs/";

    /// <summary>What is known of a run.</summary>
    /// <exception cref="MlflowException">There is none, or the server fails.</exception>
    public async Task<(RunFacts Info, IReadOnlyList<ModelOutput?> Outputs)> GetAsync(string runId, CancellationToken cancellationToken)
    {
        RunMessage message = await client.GetAsync(server.Route(Prefix + "get", ("run_id", runId)), MlflowJson.Default.RunMessage, cancellationToken).ConfigureAwait(false);
        return (message.Run?.Info ?? throw Answers.Lacking("run.info", $"the run '{runId}'"), message.Run.Outputs?.ModelOutputs ?? []);
    }

    /// <summary>Begins a run.</summary>
    /// <exception cref="MlflowException">The server refuses it, or fails.</exception>
    public async Task<RunFacts> CreateAsync(CreateRunRequest request, CancellationToken cancellationToken)
    {
        // Sent twice it would begin two runs.
        RunMessage message = await client
            .PostAsync(server.Route(Prefix + "create"), request, MlflowJson.Default.CreateRunRequest, MlflowJson.Default.RunMessage, isRepeatable: false, cancellationToken)
            .ConfigureAwait(false);
        return message.Run?.Info ?? throw Answers.Lacking("run.info", "a run that was to begin");
    }

    /// <summary>Changes the state of a run.</summary>
    /// <exception cref="MlflowException">The server refuses it, or fails.</exception>
    public async Task UpdateAsync(UpdateRunRequest request, CancellationToken cancellationToken) =>
        await client.PostAsync(server.Route(Prefix + "update"), request, MlflowJson.Default.UpdateRunRequest, MlflowJson.Default.RunMessage, isRepeatable: true, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Adds metrics, parameters and tags.</summary>
    /// <param name="body">The JSON.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The server refuses it, or fails.</exception>
    public async Task LogBatchAsync(byte[] body, CancellationToken cancellationToken)
    {
        RestRequest request = new(HttpMethod.Post, server.Route(Prefix + "log-batch")) { Content = RestClient.JsonContent(body) };
        await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is in a folder of a run. Paths are those from the run's root on.</summary>
    /// <exception cref="MlflowException">The server fails.</exception>
    public IAsyncEnumerable<FileFacts> ListAsync(string runId, string path, CancellationToken cancellationToken) => Paging.EachAsync(
        (token, cancel) => client.GetAsync(
            server.Route("/api/2.0/mlflow/artifacts/list", ("run_id", runId), ("path", path), ("page_token", token)), MlflowJson.Default.FilesMessage, cancel),
        static page => page.Files,
        static page => page.NextPageToken,
        $"the artifacts of the run '{runId}'",
        cancellationToken);

    /// <summary>The address of a file of a run, for servers that hand nothing else through.</summary>
    public Uri FileAddress(string runId, string path) => server.Route("/get-artifact", ("run_id", runId), ("path", path));
}
