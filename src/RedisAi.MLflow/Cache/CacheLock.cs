namespace RedisAi.MLflow.Cache;

/// <summary>A lock of the operating system on a file, for this process and others. It ends with the process, so a crash leaves none behind.</summary>
internal sealed class CacheLock : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private CacheLock(FileStream file) => _file = file;

    /// <summary>Takes it, unless somebody else has it alone, or for a lock alone, has it at all.</summary>
    /// <param name="path">The file, which is made when it is not there.</param>
    /// <param name="alone">Whether nobody else may have it.</param>
    /// <returns>Null when somebody has it.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static CacheLock? TryTake(string path, bool alone)
    {
        try
        {
            return new CacheLock(new FileStream(
                path, FileMode.OpenOrCreate, alone ? FileAccess.ReadWrite : FileAccess.Read, alone ? FileShare.None : FileShare.Read, bufferSize: 0));
        }
        catch (IOException error) when (error.GetType() == typeof(IOException) && File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Waits for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="alone">Whether nobody else may have it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limit">How long is waited; null for as long as it takes.</param>
    /// <param name="waiting">Is called once, when it has to be waited for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when the time is over.</returns>
    public static async Task<CacheLock?> TakeAsync(string path, bool alone, TimeProvider time, TimeSpan? limit, Action? waiting, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(path, alone) is { } taken)
            {
                return taken;
            }

            if (limit is { } most && time.GetElapsedTime(started) >= most)
            {
                return null;
            }

            // The system tells nobody when a lock is given up.
            waiting?.Invoke();
            waiting = null;
            await PauseAsync(time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for as long as it takes before it makes sense to try again.</summary>
    public static Task PauseAsync(TimeProvider time, CancellationToken cancellationToken) => Task.Delay(s_pause, time, cancellationToken);

    public void Dispose() => _file.Dispose();
}
