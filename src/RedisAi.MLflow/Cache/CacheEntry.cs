using System.Text.Json;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Cache;

/// <summary>Reads, checks and writes entries of the cache; whoever calls has the lock of the entry.</summary>
internal static class CacheEntry
{
    /// <summary>What an entry has; null when there is none, or when its manifest cannot be read.</summary>
    public static CacheManifest? TryRead(string folder)
    {
        try
        {
            CacheManifest? manifest = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, CacheLayout.ManifestFile)), CacheJson.Default.CacheManifest);
            return manifest is { Format: CacheManifest.CurrentFormat, Identity: not null, Files: not null } && manifest.Files.All(IsSound) ? manifest : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with the files of an entry; null when nothing is.</summary>
    /// <param name="folder">The entry's folder.</param>
    /// <param name="manifest">What it should have.</param>
    /// <param name="withHashes">Whether all bytes are read, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string?> FindDamageAsync(string folder, CacheManifest manifest, bool withHashes, CancellationToken cancellationToken)
    {
        string files = CacheLayout.FilesOf(folder);
        foreach (CachedFile file in manifest.Files)
        {
            FileInfo place = new(SafePath.OnDisk(files, file.Path, "a file in the cache"));
            if (!place.Exists)
            {
                return $"'{file.Path}' is missing";
            }

            if (place.Length != file.Size)
            {
                return $"'{file.Path}' has {place.Length} bytes, and had {file.Size}";
            }

            if (withHashes && await FileHash.OfAsync(place.FullName, cancellationToken).ConfigureAwait(false) is var hash && hash != file.Sha256)
            {
                return $"'{file.Path}' has the SHA-256 {hash}, and had {file.Sha256}";
            }
        }

        return null;
    }

    /// <summary>Writes the manifest into a folder whose files are all there.</summary>
    public static void Seal(string folder, CacheManifest manifest)
    {
        File.WriteAllBytes(Path.Combine(folder, CacheLayout.UsedFile), []);
        File.WriteAllBytes(Path.Combine(folder, CacheLayout.ManifestFile), JsonSerializer.SerializeToUtf8Bytes(manifest, CacheJson.Default.CacheManifest));
    }

    /// <summary>Notes that an entry is used now. In a folder that cannot be written to, nothing is removed either.</summary>
    public static void Touch(string folder, TimeProvider time)
    {
        try
        {
            File.SetLastWriteTimeUtc(Path.Combine(folder, CacheLayout.UsedFile), time.GetUtcNow().UtcDateTime);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It counts as used when it was last, then.
        }
    }

    /// <summary>When an entry was used last.</summary>
    public static DateTime LastUse(string folder) => File.GetLastWriteTimeUtc(Path.Combine(folder, CacheLayout.UsedFile));

    private static bool IsSound(CachedFile? file) => file is { Path: not null, Sha256: not null, Size: >= 0 } && IsSafe(file.Path);

    private static bool IsSafe(string path)
    {
        try
        {
            return SafePath.Check(path, "a file in the cache").Length > 0;
        }
        catch (MlflowException)
        {
            return false;
        }
    }
}
