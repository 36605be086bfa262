using System.Security.Cryptography;

namespace RedisAi.MLflow.Cache;

/// <summary>SHA-256 of files.</summary>
internal static class FileHash
{
    private const int BufferBytes = 128 << 10;

    /// <summary>The hash of a file, in lower case.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<string> OfAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (file.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>The files below a folder with their hashes, sorted by their paths.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    public static async Task<IReadOnlyList<CachedFile>> OfFolderAsync(string folder, CancellationToken cancellationToken)
    {
        List<CachedFile> files = [];
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(new CachedFile(path, file.Length, await OfAsync(file.FullName, cancellationToken).ConfigureAwait(false)));
        }

        files.Sort(static (one, other) => string.CompareOrdinal(one.Path, other.Path));
        return files;
    }
}
