using RedisAi.MLflow.Cache;

namespace RedisAi.MLflow.Client;

/// <summary>Models that were uploaded to this process. They are kept in the cache, so that they can be loaded again with other settings. For any thread.</summary>
internal sealed class UploadedModels(ModelCache cache)
{
    /// <summary>Makes a folder for the files of a model that is about to come.</summary>
    /// <param name="bytes">How many bytes are expected; room is made for them.</param>
    /// <exception cref="IOException">The folder of the cache cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder of the cache may not be used.</exception>
    public UploadFolder Begin(long bytes) => cache.BeginUpload(bytes);

    /// <summary>Keeps a model whose files are all there. The same files are kept once.</summary>
    /// <param name="upload">Where they are; the caller's to dispose.</param>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The folder is none of MLflow's.</exception>
    public async Task<DownloadedModel> KeepAsync(UploadFolder upload, IReadOnlyList<CachedFile> files, CancellationToken cancellationToken)
    {
        string digest = CacheManifest.DigestOf(files);
        string identity = IdentityOf(digest);
        ResolvedModel model = UploadFacts.Read(upload.Files, digest, identity);
        CacheLease lease = await cache.OpenAsync(
            identity,
            model.ToString(),
            (partial, _) =>
            {
                upload.MoveTo(partial);
                return Task.FromResult(files);
            },
            cancellationToken).ConfigureAwait(false);
        return new DownloadedModel(model, lease) { IsUploaded = true };
    }

    /// <summary>Opens a model that was kept.</summary>
    /// <param name="digest">The SHA-256 of its files.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when it is not there any more.</returns>
    public async Task<DownloadedModel?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        string identity = IdentityOf(digest);
        return await cache.FindAsync(identity, cancellationToken).ConfigureAwait(false) is { } lease
            ? new DownloadedModel(UploadFacts.Read(lease.Folder, digest, identity), lease) { IsUploaded = true }
            : null;
    }

    /// <summary>Removes a model that turned out to be of no use, unless it was there before, or somebody uses it. It is disposed.</summary>
    public void Discard(DownloadedModel model)
    {
        model.Dispose();
        if (!model.WasCached)
        {
            cache.Discard(model.Model.Identity);
        }
    }

    private static string IdentityOf(string digest) => $"upload\n{digest}";
}
