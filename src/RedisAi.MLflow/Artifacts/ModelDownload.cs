using RedisAi.MLflow.Cache;
using RedisAi.MLflow.Rest;

namespace RedisAi.MLflow.Artifacts;

/// <summary>Downloads all files of a model, several at once, the largest first.</summary>
/// <param name="options">How many at once, and how large they may be.</param>
/// <param name="retries">Tries again.</param>
internal sealed class ModelDownload(MlflowClientOptions options, RetryPolicy retries)
{
    /// <summary>Downloads into a folder.</summary>
    /// <param name="store">Where the files come from.</param>
    /// <param name="tree">The files.</param>
    /// <param name="folder">Where they go; what is there of an earlier try is used where it is still right.</param>
    /// <param name="progress">Is told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What has come, in the order of the paths.</returns>
    /// <exception cref="MlflowException">A file cannot be had, or is not as long as the server has said.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task<IReadOnlyList<CachedFile>> RunAsync(
        IArtifactStore store, ArtifactTree tree, PartialFolder folder, IProgress<MlflowDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        ProgressMeter meter = new(tree, progress);
        CachedFile[] files = new CachedFile[tree.Files.Count];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxParallelDownloads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, files.Length).OrderByDescending(index => tree.Files[index].Size ?? long.MaxValue),
            parallel,
            async (index, token) =>
            {
                FileDownload download = new(store, tree.Files[index], folder, meter, options.MaxModelBytes);
                files[index] = await retries.RunAsync(download.TryAsync, isRepeatable: true, () => download.Reached, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
        return files;
    }
}
