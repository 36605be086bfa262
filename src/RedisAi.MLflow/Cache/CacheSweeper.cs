using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Cache;

/// <summary>Makes room: removes what was used longest ago. What is in use, by whichever process, stays.</summary>
/// <param name="layout">Where everything is.</param>
/// <param name="maxBytes">How much all of it may take.</param>
/// <param name="logger">Is told what goes.</param>
internal sealed class CacheSweeper(CacheLayout layout, long maxBytes, ILogger logger)
{
    /// <summary>Removes until so many bytes more fit in, or until nothing is left that may go. Only one at a time does it; others go on without.</summary>
    public void MakeRoom(long bytes)
    {
        using CacheLock? sweep = CacheLock.TryTake(layout.SweepLock, alone: true);
        if (sweep is null)
        {
            return;
        }

        EmptyTrash();
        List<Stored> all = [.. Find(layout.Entries, IsWhole), .. Find(layout.Partials, isWhole: null)];
        long excess = all.Sum(static stored => stored.Bytes) + bytes - maxBytes;
        foreach (Stored stored in all.OrderBy(static stored => stored.LastUse))
        {
            if (excess <= 0)
            {
                return;
            }

            if (TryRemove(stored))
            {
                excess -= stored.Bytes;
            }
        }

        if (excess > 0)
        {
            logger.CacheOverfull(maxBytes, excess);
        }
    }

    /// <summary>Removes the folder of an entry whose lock the caller has alone: out of sight at once, then for good.</summary>
    public void Discard(string folder)
    {
        string trash = Path.Combine(layout.Trash, Path.GetRandomFileName());
        Directory.Move(folder, trash);
        Delete(trash);
    }

    private static bool IsWhole(string folder) => CacheEntry.TryRead(folder) is not null;

    /// <summary>A partial model was used last when its folder changed, and one without a manifest is of no use to anybody.</summary>
    private static IEnumerable<Stored> Find(string parent, Func<string, bool>? isWhole) => Directory.EnumerateDirectories(parent).Select(folder => new Stored(
        folder,
        SizeOf(folder),
        isWhole is null ? Directory.GetLastWriteTimeUtc(folder) : isWhole(folder) ? CacheEntry.LastUse(folder) : DateTime.MinValue));

    private static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody is removing or renaming it just now.
            return 0;
        }
    }

    private bool TryRemove(Stored stored)
    {
        string key = Path.GetFileName(stored.Folder);
        using CacheLock? alone = CacheLock.TryTake(layout.Lock(key), alone: true);
        if (alone is null || !Directory.Exists(stored.Folder))
        {
            return false;
        }

        try
        {
            Discard(stored.Folder);
            logger.CacheRemoved(key, stored.Bytes, stored.LastUse);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.CacheNotRemoved(error, key);
            return false;
        }
    }

    private void EmptyTrash()
    {
        foreach (string folder in Directory.EnumerateDirectories(layout.Trash))
        {
            Delete(folder);
        }
    }

    private void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next one who makes room tries again.
            logger.CacheNotRemoved(error, folder);
        }
    }

    private readonly record struct Stored(string Folder, long Bytes, DateTime LastUse);
}
