using RedisAi.MLflow.Artifacts;
using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Rest.Routes;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Resolution;

/// <summary>Finds the way to files whose place is known: through the server where it hands artifacts through, or by what they belong to.</summary>
/// <param name="routes">The servers' routes.</param>
/// <param name="allowLocalFiles">Whether a server may name folders of this machine.</param>
internal sealed class FileRoute(ServerRoutes routes, bool allowLocalFiles)
{
    /// <summary>The way to a folder.</summary>
    /// <param name="place">Where the server says that it is, or the user.</param>
    /// <param name="facts">What it belongs to.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">There is none, or it is not allowed.</exception>
    public async Task<IArtifactStore> FindAsync(MlflowUri place, ModelFacts facts, CancellationToken cancellationToken)
    {
        switch (place.Kind)
        {
            case MlflowUriKind.ProxiedArtifacts when IsPermitted(place, facts):
                ProxyRoutes proxy = place.Authority is null ? routes.Artifacts : routes.ArtifactsOf(place.Authority);
                IArtifactStore store = new ProxyStore(routes.Client, proxy, place.Path);
                return ByOwner(facts) is { } second ? new FallbackStore(store, second) : store;

            case MlflowUriKind.LocalFolder when allowLocalFiles && IsPermitted(place, facts) && Path.IsPathRooted(place.Path) && Directory.Exists(place.Path):
                return new LocalStore(place.Path);

            default:
                return ByOwner(facts) ?? await ByRunOfVersionAsync(place, facts, cancellationToken).ConfigureAwait(false) ?? throw NoWay(place, facts);
        }
    }

    /// <summary>Whether files may be taken from where a server says that they are; whoever named a place itself was heard about that before.</summary>
    private static bool IsPermitted(MlflowUri place, ModelFacts facts) => ReferenceEquals(place, facts.Asked) || facts.Permitted.Has(place);

    /// <summary>The routes of a logged model or a run lead to its files wherever the server keeps them; they are meant for browsers, so they come second.</summary>
    private IArtifactStore? ByOwner(ModelFacts facts)
    {
        if (facts.ModelId is { } modelId)
        {
            return new LoggedModelStore(routes.Client, routes.LoggedModels, modelId, facts.ModelPath);
        }

        return facts.RunPlace is { } run ? new RunStore(routes.Client, routes.Runs, run.RunId, run.Path) : null;
    }

    /// <summary>A version of MLflow 2 says where its files are, and by which run it was made; they are among the run's.</summary>
    private async Task<IArtifactStore?> ByRunOfVersionAsync(MlflowUri place, ModelFacts facts, CancellationToken cancellationToken)
    {
        if (facts.RunId is null)
        {
            return null;
        }

        (RunFacts run, _) = await routes.Runs.GetAsync(facts.RunId, cancellationToken).ConfigureAwait(false);
        string root = (run.ArtifactUri ?? "").TrimEnd('/');
        string files = place.Text.TrimEnd('/');
        if (root.Length == 0 || !files.StartsWith(root + "/", StringComparison.Ordinal))
        {
            return null;
        }

        string path = SafePath.Check(files[(root.Length + 1)..], $"the place '{ShownUri.Of(files)}' that the server names");
        return new RunStore(routes.Client, routes.Runs, facts.RunId, path);
    }

    private MlflowException NoWay(MlflowUri place, ModelFacts facts)
    {
        string shown = ShownUri.Of(place.Text);
        return place.Kind switch
        {
            MlflowUriKind.ProxiedArtifacts => new MlflowException(
                $"'{facts.Asked}' leads to '{shown}', which is on another MLflow server than the application's; the application does not permit that. Upload the model's folder as an archive.",
                MlflowErrorCodes.PermissionDenied),
            MlflowUriKind.LocalFolder when allowLocalFiles && !IsPermitted(place, facts) => new MlflowException(
                $"'{facts.Asked}' leads to '{shown}', a folder of the machine of the MLflow server or of this one; the application does not permit that. Upload the model's folder as an archive.",
                MlflowErrorCodes.PermissionDenied),
            MlflowUriKind.LocalFolder when allowLocalFiles => new MlflowException(
                $"The server at {routes.Tracking} names '{shown}' as the place of the files, and there is no such folder on this machine.", MlflowErrorCodes.ResourceDoesNotExist),
            MlflowUriKind.LocalFolder => new MlflowException(
                $"The server at {routes.Tracking} names '{shown}' as the place of the files, a folder of its own machine or of this one. A server may only name folders of this machine with AllowLocalFiles; or start it with --serve-artifacts.",
                MlflowErrorCodes.PermissionDenied),
            MlflowUriKind.Http => new MlflowException(
                $"'{shown}' is on a web server, and is not downloaded: name a model by models:/ or runs:/, and its server by TrackingUri (MLFLOW_TRACKING_URI).", MlflowErrorCodes.NotImplemented),
            _ => new MlflowException(
                $"'{shown}' has the scheme '{place.Scheme}', which is not supported: start the server with --serve-artifacts, so that it hands the files through, or download them with its own tools and name the folder.",
                MlflowErrorCodes.NotImplemented),
        };
    }
}
