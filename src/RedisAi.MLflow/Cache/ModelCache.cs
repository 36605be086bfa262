using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Cache;

/// <summary>The models that were downloaded, in a folder that several processes may share. For any thread.</summary>
internal sealed class ModelCache
{
    /// <summary>How long those who use a damaged model are waited for.</summary>
    private static readonly TimeSpan s_longestUse = TimeSpan.FromSeconds(30);

    /// <summary>How often it is looked whether a damaged model was replaced by somebody else meanwhile.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly CacheLayout _layout;
    private readonly CacheSweeper _sweeper;
    private readonly bool _verifyHashes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>The entries whose hashes were compared, with the time of the manifest that says them.</summary>
    private readonly ConcurrentDictionary<string, DateTime> _verified = new();

    public ModelCache(MlflowCacheOptions options, TimeProvider time, ILogger logger)
    {
        _layout = new CacheLayout(options.Folder);
        _sweeper = new CacheSweeper(_layout, options.MaxBytes, logger);
        (_verifyHashes, _time, _logger) = (options.VerifyHashes, time, logger);
    }

    /// <summary>Opens a model that is there and whole.</summary>
    /// <param name="identity">Which one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when it is not there, or damaged.</returns>
    /// <exception cref="IOException">The folder of the cache cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder of the cache may not be used.</exception>
    public async Task<CacheLease?> FindAsync(string identity, CancellationToken cancellationToken)
    {
        _layout.Create();
        string key = CacheLayout.KeyOf(identity);
        CacheLock? shared = await CacheLock.TakeAsync(_layout.Lock(key), alone: false, _time, limit: null, waiting: null, cancellationToken).ConfigureAwait(false);
        return await TryOpenAsync(key, identity, shared!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a model, which is fetched when it is not there or damaged. Of several who want it at once, one fetches it.</summary>
    /// <param name="identity">Which one.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="fetch">Puts its files into a folder, and says what came.</param>
    /// <param name="cancellationToken">Ends it. What has come so far stays for the next try.</param>
    /// <exception cref="MlflowException">It cannot be fetched.</exception>
    /// <exception cref="IOException">The folder of the cache cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder of the cache may not be used.</exception>
    public async Task<CacheLease> OpenAsync(
        string identity, string name, Func<PartialFolder, CancellationToken, Task<IReadOnlyList<CachedFile>>> fetch, CancellationToken cancellationToken)
    {
        _layout.Create();
        string key = CacheLayout.KeyOf(identity);
        long started = _time.GetTimestamp();
        bool isFetched = false;
        bool isWaitingTold = false;
        while (true)
        {
            CacheLock shared = (await CacheLock.TakeAsync(_layout.Lock(key), alone: false, _time, limit: null, TellWaiting, cancellationToken).ConfigureAwait(false))!;
            if (await TryOpenAsync(key, identity, shared, cancellationToken).ConfigureAwait(false) is { } lease)
            {
                return new CacheLease(shared, lease.Folder, lease.Manifest) { WasThere = !isFetched };
            }

            // Whoever else came as far as this may fetch it and then use it for as long as he likes, so the lock alone is not waited for without looking again.
            bool isDamaged = Directory.Exists(_layout.Entry(key));
            using CacheLock? alone = await CacheLock.TakeAsync(
                _layout.Lock(key), alone: true, _time, isDamaged ? s_look : TimeSpan.Zero, TellWaiting, cancellationToken).ConfigureAwait(false);
            if (alone is not null)
            {
                isFetched |= await FetchAsync(key, identity, fetch, cancellationToken).ConfigureAwait(false);
            }
            else if (isDamaged && _time.GetElapsedTime(started) >= s_longestUse)
            {
                throw new MlflowException(
                    $"The files of '{name}' in the cache, '{_layout.Entry(key)}', are damaged, and cannot be replaced while somebody uses them: end that, or use another Cache.Folder.",
                    MlflowErrorCodes.DataLoss);
            }
            else
            {
                TellWaiting();
                await CacheLock.PauseAsync(_time, cancellationToken).ConfigureAwait(false);
            }
        }

        void TellWaiting()
        {
            if (!isWaitingTold)
            {
                isWaitingTold = true;
                _logger.CacheWaits(name);
            }
        }
    }

    /// <summary>Removes what was used longest ago, until so many bytes fit in.</summary>
    public void MakeRoom(long bytes) => _sweeper.MakeRoom(bytes);

    /// <summary>Makes a folder for a model that is about to be uploaded, and room for its bytes.</summary>
    /// <exception cref="IOException">The folder of the cache cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder of the cache may not be used.</exception>
    public UploadFolder BeginUpload(long bytes)
    {
        _layout.Create();
        _sweeper.MakeRoom(bytes);
        return UploadFolder.Create(_layout, _logger);
    }

    /// <summary>Removes a model, unless somebody uses it.</summary>
    public void Discard(string identity)
    {
        string key = CacheLayout.KeyOf(identity);
        try
        {
            using CacheLock? alone = CacheLock.TryTake(_layout.Lock(key), alone: true);
            if (alone is not null && Directory.Exists(_layout.Entry(key)))
            {
                _sweeper.Discard(_layout.Entry(key));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _logger.CacheNotRemoved(error, key);
        }
    }

    /// <inheritdoc cref="LastGoodStore"/>
    public LastGoodStore LastGood => new(_layout);

    /// <summary>Opens an entry under its lock, which goes on to the lease, or is given up.</summary>
    private async Task<CacheLease?> TryOpenAsync(string key, string identity, CacheLock shared, CancellationToken cancellationToken)
    {
        bool isOpen = false;
        try
        {
            string folder = _layout.Entry(key);
            if (CacheEntry.TryRead(folder) is not { } manifest || manifest.Identity != identity)
            {
                return null;
            }

            DateTime written = File.GetLastWriteTimeUtc(Path.Combine(folder, CacheLayout.ManifestFile));
            bool isVerified = !_verifyHashes || (_verified.TryGetValue(key, out DateTime seen) && seen == written);
            if (await CacheEntry.FindDamageAsync(folder, manifest, !isVerified, cancellationToken).ConfigureAwait(false) is { } damage)
            {
                _logger.CacheDamaged(key, damage);
                return null;
            }

            _verified[key] = written;
            CacheEntry.Touch(folder, _time);
            isOpen = true;
            return new CacheLease(shared, CacheLayout.FilesOf(folder), manifest) { WasThere = true };
        }
        finally
        {
            if (!isOpen)
            {
                shared.Dispose();
            }
        }
    }

    /// <summary>Fetches an entry that is not there or damaged, while nobody else has its lock.</summary>
    /// <returns>Whether it was fetched, by this call.</returns>
    private async Task<bool> FetchAsync(
        string key, string identity, Func<PartialFolder, CancellationToken, Task<IReadOnlyList<CachedFile>>> fetch, CancellationToken cancellationToken)
    {
        string entry = _layout.Entry(key);
        if (CacheEntry.TryRead(entry) is { } present && present.Identity == identity
            && await CacheEntry.FindDamageAsync(entry, present, _verifyHashes, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        if (Directory.Exists(entry))
        {
            _sweeper.Discard(entry);
        }

        string partial = _layout.Partial(key);
        Directory.CreateDirectory(partial);
        PartialFolder folder = new(partial);
        IReadOnlyList<CachedFile> files = await fetch(folder, cancellationToken).ConfigureAwait(false);
        folder.Complete(files);
        CacheEntry.Seal(partial, new CacheManifest(CacheManifest.CurrentFormat, identity, files));
        Directory.Move(partial, entry);
        _verified[key] = File.GetLastWriteTimeUtc(Path.Combine(entry, CacheLayout.ManifestFile));
        CacheEntry.Touch(entry, _time);
        return true;
    }
}
