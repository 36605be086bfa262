using RedisAi.MLflow.Rest.Messages;

namespace RedisAi.MLflow.Rest.Routes;

/// <summary>The routes for experiments.</summary>
/// <param name="client">Asks.</param>
/// <param name="server">The tracking server.</param>
internal sealed class ExperimentRoutes(RestClient client, ServerAddress server)
{
    private const string Prefix = "/api/2.0/mlflow/experiments/";

    /// <summary>The identifier of the experiment with a name, which is made when there is none.</summary>
    /// <exception cref="MlflowException">The server refuses it, or fails.</exception>
    public async Task<string> FindOrCreateAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.ResourceDoesNotExist)
        {
            return await CreateAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> FindAsync(string name, CancellationToken cancellationToken)
    {
        Uri uri = server.Route(Prefix + "get-by-name", ("experiment_name", name));
        ExperimentMessage message = await client.GetAsync(uri, MlflowJson.Default.ExperimentMessage, cancellationToken).ConfigureAwait(false);
        return message.Experiment?.ExperimentId ?? throw Answers.Lacking("experiment.experiment_id", $"the experiment '{name}'");
    }

    private async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            ExperimentMessage message = await client
                .PostAsync(
                    server.Route(Prefix + "create"),
                    new CreateExperimentRequest(name),
                    MlflowJson.Default.CreateExperimentRequest,
                    MlflowJson.Default.ExperimentMessage,
                    isRepeatable: true,
                    cancellationToken)
                .ConfigureAwait(false);
            return message.ExperimentId ?? throw Answers.Lacking("experiment_id", $"the experiment '{name}'");
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.ResourceAlreadyExists)
        {
            // Somebody else has made it meanwhile, or the try before this one has.
            return await FindAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }
}
