using System.Collections.Concurrent;

namespace RedisAi.MLflow.Artifacts;

/// <summary>Finds all files below a folder: one level after the other, the folders of a level at once.</summary>
/// <param name="options">How much of it may be, and how much at once.</param>
internal sealed class ArtifactLister(MlflowClientOptions options)
{
    private const int MostLevels = 32;

    /// <exception cref="MlflowException">It cannot be listed, or is larger than the settings allow.</exception>
    public async Task<ArtifactTree> CollectAsync(IArtifactStore store, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<string, ArtifactEntry> files = new();
        ConcurrentBag<string> folders = [""];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxParallelDownloads, CancellationToken = cancellationToken };
        for (int level = 0; !folders.IsEmpty; level++)
        {
            if (level == MostLevels)
            {
                throw TooMuch(store, $"it has more than {MostLevels} folders in each other");
            }

            ConcurrentBag<string> below = [];
            await Parallel.ForEachAsync(
                folders,
                parallel,
                async (folder, token) =>
                {
                    foreach (ArtifactEntry entry in await store.ListAsync(folder, token).ConfigureAwait(false))
                    {
                        Note(entry, files, below);
                        ThrowIfMany(store, files.Count + below.Count);
                    }
                }).ConfigureAwait(false);
            folders = below;
        }

        ThrowIfFileAndFolder(files);
        ArtifactTree tree = new([.. files.Values.OrderBy(static file => file.Path, StringComparer.Ordinal)]);
        return tree.Bytes <= options.MaxModelBytes
            ? tree
            : throw TooMuch(store, $"it has {tree.Bytes} bytes, and {nameof(options.MaxModelBytes)} is {options.MaxModelBytes}");
    }

    private static void Note(ArtifactEntry entry, ConcurrentDictionary<string, ArtifactEntry> files, ConcurrentBag<string> folders)
    {
        if (entry.IsFolder)
        {
            folders.Add(entry.Path);
        }
        else if (entry.Size < 0 || !files.TryAdd(entry.Path, entry))
        {
            throw new MlflowException($"The server lists '{entry.Path}' {(entry.Size < 0 ? $"with {entry.Size} bytes" : "twice")}.", MlflowErrorCodes.InternalError);
        }
    }

    private static void ThrowIfFileAndFolder(ConcurrentDictionary<string, ArtifactEntry> files)
    {
        foreach (string path in files.Keys)
        {
            for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                if (files.ContainsKey(path[..slash]))
                {
                    throw new MlflowException($"The server lists '{path[..slash]}' as a file and as a folder.", MlflowErrorCodes.InternalError);
                }
            }
        }
    }

    private void ThrowIfMany(IArtifactStore store, int count)
    {
        if (count > options.MaxModelFiles)
        {
            throw TooMuch(store, $"it has more files and folders than {nameof(options.MaxModelFiles)} ({options.MaxModelFiles})");
        }
    }

    private static MlflowException TooMuch(IArtifactStore store, string problem) =>
        new($"{store.Name} is not downloaded: {problem}.", MlflowErrorCodes.ResourceLimitExceeded);
}
