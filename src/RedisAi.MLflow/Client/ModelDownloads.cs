using Microsoft.Extensions.Logging;
using RedisAi.MLflow.Artifacts;
using RedisAi.MLflow.Cache;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Client;

/// <summary>Brings models to this machine: out of the cache, or into it. For any thread.</summary>
/// <param name="cache">The cache.</param>
/// <param name="lister">Lists files.</param>
/// <param name="download">Downloads files.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told what was downloaded.</param>
internal sealed class ModelDownloads(ModelCache cache, ArtifactLister lister, ModelDownload download, TimeProvider time, ILogger logger)
{
    /// <summary>Opens the folder of a model.</summary>
    /// <exception cref="MlflowException">It cannot be had.</exception>
    public async Task<DownloadedModel> OpenAsync(ResolvedModel model, IProgress<MlflowDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (model.LocalFolder is { } folder)
        {
            return new DownloadedModel(model, folder, await FileHash.OfFolderAsync(folder, cancellationToken).ConfigureAwait(false));
        }

        CacheLease lease = await cache.OpenAsync(
            model.Identity,
            model.Uri.ToString(),
            (partial, token) => FetchAsync(model, partial, progress, token),
            cancellationToken).ConfigureAwait(false);
        return new DownloadedModel(model, lease);
    }

    /// <summary>A folder of this machine that the user has named.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public static ResolvedModel OfFolder(MlflowUri uri)
    {
        string folder = Path.GetFullPath(uri.Path);
        if (Directory.Exists(folder))
        {
            return new ResolvedModel(uri, Resolution.Identity.OfFolder(folder)) { Source = folder, LocalFolder = folder };
        }

        string hint = ModelIds.HasModelPrefix(uri.Path) ? $" Did you mean models:/{uri.Path}?"
            : File.Exists(folder) ? " It is a file; the folder that has MLmodel in it is expected."
            : " A model of a server is named models:/NAME/1, models:/NAME@alias or runs:/RUN/path.";
        throw new MlflowException($"There is no folder '{folder}'.{hint}", MlflowErrorCodes.ResourceDoesNotExist);
    }

    private async Task<IReadOnlyList<CachedFile>> FetchAsync(
        ResolvedModel model, PartialFolder partial, IProgress<MlflowDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        IArtifactStore store = model.Store
            ?? throw new MlflowException($"'{model.Uri}' is not in the cache any more.", MlflowErrorCodes.ResourceDoesNotExist);
        long started = time.GetTimestamp();
        ArtifactTree tree = model.Tree ?? await lister.CollectAsync(store, cancellationToken).ConfigureAwait(false);
        if (tree.Files.Count == 0)
        {
            throw new MlflowException($"'{model.Uri}' has no files: {store.Name} is empty, or not there.", MlflowErrorCodes.ResourceDoesNotExist);
        }

        cache.MakeRoom(tree.Bytes);
        IReadOnlyList<CachedFile> files = await download.RunAsync(store, tree, partial, progress, cancellationToken).ConfigureAwait(false);
        logger.Downloaded(model.ToString(), files.Count, files.Sum(static file => file.Size), time.GetElapsedTime(started).TotalMilliseconds);
        return files;
    }
}
