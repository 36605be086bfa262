using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Cache;

/// <summary>Where the files of a model are put while they are uploaded: among the models that are being downloaded, so that they count for the cache's limit. Disposing removes what is there.</summary>
internal sealed class UploadFolder : IDisposable
{
    private readonly string _folder;
    private readonly string _lockPath;
    private readonly CacheLock _held;
    private readonly ILogger _logger;

    private UploadFolder(string folder, string lockPath, CacheLock held, ILogger logger) => (_folder, _lockPath, _held, _logger) = (folder, lockPath, held, logger);

    /// <summary>Where the files go.</summary>
    public string Files => CacheLayout.FilesOf(_folder);

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static UploadFolder Create(CacheLayout layout, ILogger logger)
    {
        // Nobody else has the name, so the lock is free; having it keeps those away who make room.
        string key = $"upload-{Guid.NewGuid():N}";
        CacheLock held = CacheLock.TryTake(layout.Lock(key), alone: true)!;
        UploadFolder upload = new(layout.Partial(key), layout.Lock(key), held, logger);
        try
        {
            Directory.CreateDirectory(upload.Files);
            return upload;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    /// <summary>Gives the files to an entry of the cache, in the place of what an earlier try has left there.</summary>
    public void MoveTo(PartialFolder entry)
    {
        if (Directory.Exists(entry.Files))
        {
            Directory.Delete(entry.Files, recursive: true);
        }

        Directory.Move(Files, entry.Files);
    }

    public void Dispose()
    {
        try
        {
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next one who makes room tries again.
            _logger.CacheNotRemoved(error, _folder);
        }

        _held.Dispose();
        File.Delete(_lockPath);
    }
}
