using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Rest.Routes;

namespace RedisAi.MLflow.Logging;

/// <summary>Begins runs, and finds those that are there.</summary>
internal static class RunStart
{
    private const string DefaultExperiment = "0";

    /// <exception cref="MlflowException">The server refuses it, or fails.</exception>
    public static async Task<RunLogger> BeginAsync(ServerRoutes routes, RunOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        string experiment = await ExperimentAsync(routes, options, cancellationToken).ConfigureAwait(false);
        CreateRunRequest request = new(
            experiment,
            options.RunName,
            time.GetUtcNow().ToUnixTimeMilliseconds(),
            [.. options.Tags.Select(static tag => new Pair(tag.Key, tag.Value))]);
        RunFacts run = await routes.Runs.CreateAsync(request, cancellationToken).ConfigureAwait(false);
        return Logger(routes, run, time, endsWithLogger: true);
    }

    /// <exception cref="MlflowException">There is none, or the server fails.</exception>
    public static async Task<RunLogger> ContinueAsync(ServerRoutes routes, string runId, TimeProvider time, CancellationToken cancellationToken)
    {
        (RunFacts run, _) = await routes.Runs.GetAsync(runId, cancellationToken).ConfigureAwait(false);
        return Logger(routes, run, time, endsWithLogger: false);
    }

    private static RunLogger Logger(ServerRoutes routes, RunFacts run, TimeProvider time, bool endsWithLogger)
    {
        string runId = run.Id ?? throw Answers.Lacking("run.info.run_id", "a run");
        return new RunLogger(runId, run.ExperimentId, routes.Runs, new RunArtifacts(routes, runId, run.ArtifactUri), time, endsWithLogger);
    }

    private static async Task<string> ExperimentAsync(ServerRoutes routes, RunOptions options, CancellationToken cancellationToken)
    {
        string? name = options.ExperimentName;
        string? id = options.ExperimentId;
        if (name is null && id is null)
        {
            name = Variable("MLFLOW_EXPERIMENT_NAME");
            id = Variable("MLFLOW_EXPERIMENT_ID");
        }

        return name is not null
            ? await routes.Experiments.FindOrCreateAsync(name, cancellationToken).ConfigureAwait(false)
            : id ?? DefaultExperiment;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
