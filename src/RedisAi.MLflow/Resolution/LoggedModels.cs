using System.Diagnostics.CodeAnalysis;
using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Rest.Routes;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Resolution;

/// <summary>Finds logged models: by their identifiers, and by the name that they have in a run.</summary>
/// <param name="routes">The server's routes.</param>
internal sealed class LoggedModels(LoggedModelRoutes routes)
{
    /// <summary>A run with more of them is searched instead of asking for each.</summary>
    private const int MostAsked = 8;

    /// <summary>A logged model that is ready.</summary>
    /// <exception cref="MlflowException">There is none, it is not ready, or the server has none (ENDPOINT_NOT_FOUND).</exception>
    public async Task<LoggedModelFacts> GetAsync(string modelId, CancellationToken cancellationToken)
    {
        LoggedModelFacts facts = await KnownAsync(modelId, cancellationToken).ConfigureAwait(false);
        return facts.Status is null or "LOGGED_MODEL_READY" or "LOGGED_MODEL_STATUS_UNSPECIFIED"
            ? facts
            : throw new MlflowException(
                $"The logged model '{modelId}' is not ready: its status is {ShownUri.OfText(facts.Status)}{(string.IsNullOrEmpty(facts.StatusMessage) ? "" : $", {ShownUri.OfText(facts.StatusMessage)}")}.",
                MlflowErrorCodes.InvalidState);
    }

    /// <summary>The newest logged model of a run with a name; null when there is none, and with servers before MLflow 3.</summary>
    /// <param name="run">The run.</param>
    /// <param name="outputs">The logged models that the run names; the names of those it does not know.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The server fails.</exception>
    public async Task<string?> FindAsync(RunFacts run, IReadOnlyList<ModelOutput?> outputs, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await AmongOutputsAsync(run, outputs, name, cancellationToken).ConfigureAwait(false)
                ?? await SearchAsync(run, $"source_run_id = {Filters.Quote(run.Id!)}", name, cancellationToken).ConfigureAwait(false)
                ?? await SearchAsync(run, $"name = {Filters.Quote(name)}", name, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.EndpointNotFound)
        {
            return null;
        }
    }

    private async Task<LoggedModelFacts> KnownAsync(string modelId, CancellationToken cancellationToken)
    {
        try
        {
            return await routes.GetAsync(modelId, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.EndpointNotFound)
        {
            throw new MlflowException(
                $"The server knows no logged models such as '{modelId}': it is older than MLflow 3. {error.Message}", MlflowErrorCodes.EndpointNotFound, error.HttpStatus, error);
        }
    }

    private async Task<string?> AmongOutputsAsync(RunFacts run, IReadOnlyList<ModelOutput?> outputs, string name, CancellationToken cancellationToken)
    {
        string[] ids = [.. outputs.Select(static output => output?.ModelId).OfType<string>().Distinct()];
        if (ids.Length > MostAsked)
        {
            return null;
        }

        LoggedModelFacts?[] found = await Task.WhenAll(ids.Select(id => TryGetAsync(id, cancellationToken))).ConfigureAwait(false);
        return Newest(found, run, name);
    }

    private async Task<LoggedModelFacts?> TryGetAsync(string modelId, CancellationToken cancellationToken)
    {
        try
        {
            return await routes.GetAsync(modelId, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.ResourceDoesNotExist)
        {
            // It was removed since; the run still names it.
            return null;
        }
    }

    private async Task<string?> SearchAsync(RunFacts run, string filter, string name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(run.ExperimentId))
        {
            return null;
        }

        List<LoggedModelFacts?> found = [];
        await foreach (LoggedModel model in routes.SearchAsync(run.ExperimentId, filter, cancellationToken).ConfigureAwait(false))
        {
            if (IsOf(model.Info, run, name))
            {
                found.Add(model.Info);
            }
        }

        return Newest(found, run, name);
    }

    private static string? Newest(IEnumerable<LoggedModelFacts?> models, RunFacts run, string name) =>
        models.Where(model => IsOf(model, run, name)).MaxBy(static model => model!.CreationTimestampMs ?? 0)?.ModelId;

    private static bool IsOf([NotNullWhen(true)] LoggedModelFacts? model, RunFacts run, string name) =>
        model?.ModelId is not null && model.Name == name && model.SourceRunId == run.Id;
}
