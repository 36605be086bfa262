using RedisAi.MLflow.Artifacts;
using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Rest.Routes;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Resolution;

/// <summary>Finds out which files an address leads to, over as many further addresses as it takes. For any thread.</summary>
/// <param name="routes">The servers' routes.</param>
/// <param name="files">Finds the way to files.</param>
/// <param name="lister">Lists files where there is nothing else to know them by.</param>
internal sealed class ModelResolver(ServerRoutes routes, FileRoute files, ArtifactLister lister)
{
    /// <summary>A version may be of another version, which is of a run; more than that is a circle.</summary>
    private const int MostSteps = 8;

    private readonly LoggedModels _loggedModels = new(routes.LoggedModels);

    /// <summary>Resolves an address of a server.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="permitted">Where the files may be that it leads to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">It leads nowhere, or to what may not be used.</exception>
    public Task<ResolvedModel> ResolveAsync(MlflowUri uri, IPermittedPlaces permitted, CancellationToken cancellationToken)
    {
        // Artifacts of the server itself may be named as a browser does.
        MlflowUri first = uri.Kind == MlflowUriKind.Http ? ServedPlace.Parse(uri.Text, "", routes.Tracking) : uri;
        return StepAsync(first, new ModelFacts(uri, permitted), 0, cancellationToken);
    }

    private Task<ResolvedModel> StepAsync(MlflowUri uri, ModelFacts facts, int steps, CancellationToken cancellationToken)
    {
        if (steps == MostSteps)
        {
            throw new MlflowException($"'{facts.Asked}' leads from one address to the next, {MostSteps} times; the last is '{uri}'.", MlflowErrorCodes.InvalidState);
        }

        return uri.Kind switch
        {
            MlflowUriKind.ModelVersion or MlflowUriKind.ModelAlias or MlflowUriKind.LatestModelVersion or MlflowUriKind.ModelStage =>
                OfVersionAsync(uri, facts, steps, cancellationToken),
            MlflowUriKind.LoggedModel => OfLoggedModelAsync(uri.ModelId!, uri.Path, facts, steps, cancellationToken),
            MlflowUriKind.Run => OfRunAsync(uri, facts, steps, cancellationToken),
            _ => OfPlaceAsync(uri, facts, cancellationToken),
        };
    }

    private async Task<ResolvedModel> OfVersionAsync(MlflowUri uri, ModelFacts facts, int steps, CancellationToken cancellationToken)
    {
        ModelVersion version = await VersionAsync(uri, cancellationToken).ConfigureAwait(false);
        string name = version.Name ?? uri.ModelName!;
        string number = version.Version ?? uri.Version ?? throw Answers.Lacking("model_version.version", $"'{uri}'");
        if (version.Status is not (null or "" or "READY"))
        {
            throw new MlflowException(
                $"Version {number} of '{name}' is not ready: its status is {ShownUri.OfText(version.Status)}{(string.IsNullOrEmpty(version.StatusMessage) ? "" : $", {ShownUri.OfText(version.StatusMessage)}")}.",
                MlflowErrorCodes.InvalidState);
        }

        // What was asked for is the version that is told, not one that it may be a copy of.
        facts = facts with
        {
            Name = facts.Name ?? name,
            Version = facts.Version ?? number,
            RunId = facts.RunId ?? (string.IsNullOrEmpty(version.RunId) ? null : version.RunId),
            Source = facts.Source ?? version.Source,
            CreatedAt = facts.CreatedAt ?? ModelFacts.TimeOf(version.CreationTimestamp),
        };
        return await ModelOfVersionAsync(version, uri.Path, facts, steps, cancellationToken).ConfigureAwait(false)
            ?? await StepAsync(
                ServedPlace.Parse(await routes.Registry.GetDownloadUriAsync(name, number, cancellationToken).ConfigureAwait(false), uri.Path, routes.Tracking),
                facts,
                steps + 1,
                cancellationToken).ConfigureAwait(false);
    }

    private async Task<ModelVersion> VersionAsync(MlflowUri uri, CancellationToken cancellationToken)
    {
        string name = uri.ModelName!;
        return uri.Kind switch
        {
            MlflowUriKind.ModelVersion => await routes.Registry.GetVersionAsync(name, uri.Version!, cancellationToken).ConfigureAwait(false),
            MlflowUriKind.ModelAlias => await routes.Registry.GetByAliasAsync(name, uri.Alias!, cancellationToken).ConfigureAwait(false),
            _ => await routes.Registry.FindLatestAsync(name, uri.Stage, cancellationToken).ConfigureAwait(false)
                ?? throw new MlflowException(
                    $"The registered model '{ShownUri.OfText(name)}' has no version{(uri.Stage is null ? "" : $" in the stage {uri.Stage}")}.", MlflowErrorCodes.ResourceDoesNotExist),
        };
    }

    /// <summary>The logged model that a version is of; null where it is of none, or where the tracking server does not know it.</summary>
    private async Task<ResolvedModel?> ModelOfVersionAsync(ModelVersion version, string path, ModelFacts facts, int steps, CancellationToken cancellationToken)
    {
        MlflowUri? source = MlflowUri.TryParse(version.Source, out MlflowUri? parsed) && parsed.Kind == MlflowUriKind.LoggedModel ? parsed : null;
        string? modelId = source?.ModelId ?? (string.IsNullOrEmpty(version.ModelId) ? null : version.ModelId);
        if (modelId is null)
        {
            return null;
        }

        try
        {
            string folder = SafePath.Join(source?.Path ?? "", path);
            return await OfLoggedModelAsync(modelId, folder, facts, steps, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException error) when (error.ErrorCode is MlflowErrorCodes.EndpointNotFound or MlflowErrorCodes.ResourceDoesNotExist)
        {
            return null;
        }
    }

    private async Task<ResolvedModel> OfLoggedModelAsync(string modelId, string path, ModelFacts facts, int steps, CancellationToken cancellationToken)
    {
        LoggedModelFacts model = await _loggedModels.GetAsync(modelId, cancellationToken).ConfigureAwait(false);
        string place = model.ArtifactUri is { Length: > 0 } address ? address : throw Answers.Lacking("model.info.artifact_uri", $"the logged model '{modelId}'");
        facts = facts with
        {
            ModelId = modelId,
            ModelPath = path,
            RunId = facts.RunId ?? (string.IsNullOrEmpty(model.SourceRunId) ? null : model.SourceRunId),
            Source = facts.Source ?? place,
            CreatedAt = facts.CreatedAt ?? ModelFacts.TimeOf(model.CreationTimestampMs),
        };
        return await StepAsync(ServedPlace.Parse(place, path, routes.Tracking), facts, steps + 1, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ResolvedModel> OfRunAsync(MlflowUri uri, ModelFacts facts, int steps, CancellationToken cancellationToken)
    {
        string runId = uri.RunId!;
        (RunFacts run, IReadOnlyList<ModelOutput?> outputs) = await routes.Runs.GetAsync(runId, cancellationToken).ConfigureAwait(false);
        run = run with { RunId = run.Id ?? runId };
        RunStore store = new(routes.Client, routes.Runs, runId, uri.Path);
        IReadOnlyList<ArtifactEntry> top = await store.ListAsync("", cancellationToken).ConfigureAwait(false);
        facts = facts with { RunId = facts.RunId ?? runId };
        if (!top.Any(static entry => entry is { IsFolder: false, Path: ArtifactTree.ModelFile }))
        {
            // From MLflow 3 on, what was logged as a model of the run lies elsewhere, and is not listed here.
            string[] parts = uri.Path.Split('/', 2);
            if (await _loggedModels.FindAsync(run, outputs, parts[0], cancellationToken).ConfigureAwait(false) is { } modelId)
            {
                return await OfLoggedModelAsync(modelId, parts.Length == 2 ? parts[1] : "", facts, steps, cancellationToken).ConfigureAwait(false);
            }
        }

        if (top.Count == 0)
        {
            throw await NotInRunAsync(runId, uri.Path, cancellationToken).ConfigureAwait(false);
        }

        string root = run.ArtifactUri is { Length: > 0 } address ? address : throw Answers.Lacking("run.info.artifact_uri", $"the run '{runId}'");
        return await StepAsync(
            ServedPlace.Parse(root, uri.Path, routes.Tracking), facts with { RunPlace = (runId, uri.Path), Source = facts.Source ?? $"{root}/{uri.Path}" }, steps + 1, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ResolvedModel> OfPlaceAsync(MlflowUri place, ModelFacts facts, CancellationToken cancellationToken)
    {
        IArtifactStore store = await files.FindAsync(place, facts, cancellationToken).ConfigureAwait(false);
        string? identity =
            facts.ModelId is { } modelId ? Identity.OfLoggedModel(routes.Tracking, modelId, facts.ModelPath)
            : facts.Version is not null ? Identity.OfVersion(routes.Registry.Server, facts, facts.Asked.Path)
            : null;
        ArtifactTree? tree = identity is null ? await ListedAsync(store, facts, cancellationToken).ConfigureAwait(false) : null;
        return new ResolvedModel(facts.Asked, identity ?? Identity.OfFiles(routes.Tracking, place.Text, tree!.Fingerprint()))
        {
            ModelId = facts.ModelId,
            Name = facts.Name,
            Version = facts.Version,
            RunId = facts.RunId,
            Source = facts.Source ?? place.Text,
            CreatedAt = facts.CreatedAt,
            Store = store,
            Tree = tree,
        };
    }

    private async Task<ArtifactTree> ListedAsync(IArtifactStore store, ModelFacts facts, CancellationToken cancellationToken)
    {
        ArtifactTree tree = await lister.CollectAsync(store, cancellationToken).ConfigureAwait(false);
        return tree.Files.Count > 0
            ? tree
            : throw new MlflowException($"'{facts.Asked}' is no folder, or an empty one: there are no files in {store.Name}.", MlflowErrorCodes.ResourceDoesNotExist);
    }

    private async Task<MlflowException> NotInRunAsync(string runId, string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArtifactEntry> all = await new RunStore(routes.Client, routes.Runs, runId, "").ListAsync("", cancellationToken).ConfigureAwait(false);
        string there = all.Count == 0 ? "it has no artifacts" : $"its artifacts are {string.Join(", ", all.Select(static entry => entry.IsFolder ? entry.Path + "/" : entry.Path))}";
        return new MlflowException(
            $"The run '{runId}' has neither a folder '{path}' nor a logged model '{path.Split('/')[0]}': {there}.",
            MlflowErrorCodes.ResourceDoesNotExist);
    }
}
