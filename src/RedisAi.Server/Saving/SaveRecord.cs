using RedisAi.Server.Commands;

namespace RedisAi.Server.Saving;

/// <summary>Saves when a client asks for it, in the background or not, and knows what came of it. For any thread.</summary>
/// <param name="saver">Saves; null where there is nothing to save to.</param>
/// <param name="time">The clock.</param>
internal sealed class SaveRecord(ISaver? saver, TimeProvider time)
{
    private const long Never = -1;

    private long _lastSave = time.GetUtcNow().ToUnixTimeSeconds();
    private long _startedAt = Never;
    private long _lastSeconds = Never;
    private volatile bool _hasFailed;

    /// <summary>Whether there is something to save to.</summary>
    public bool IsPossible => saver is not null;

    /// <summary>When all was saved last, in seconds since 1970; the start of the server before that.</summary>
    public long LastSave => Interlocked.Read(ref _lastSave);

    /// <summary>Whether it is saved in the background now.</summary>
    public bool IsInBackground => Interlocked.Read(ref _startedAt) != Never;

    /// <summary>Whether the last try in the background has failed.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>How many seconds the last one in the background took; -1 when there was none.</summary>
    public long LastSeconds => Interlocked.Read(ref _lastSeconds);

    /// <summary>For how many seconds it has been saved in the background now; -1 when it is not.</summary>
    public long CurrentSeconds => Interlocked.Read(ref _startedAt) is var startedAt && startedAt == Never ? Never : (long)time.GetElapsedTime(startedAt).TotalSeconds;

    /// <summary>Saves all.</summary>
    /// <exception cref="CommandException">There is nothing to save to.</exception>
    /// <exception cref="DurableStorageException">It could not be written.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await Saver().SaveAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _lastSave, time.GetUtcNow().ToUnixTimeSeconds());
    }

    /// <summary>Saves all in the background: what fails is noted, and thrown to whoever waits for the task.</summary>
    /// <exception cref="CommandException">There is nothing to save to, or it is saved in the background already.</exception>
    public Task StartInBackground()
    {
        Saver();
        return Interlocked.CompareExchange(ref _startedAt, time.GetTimestamp(), Never) == Never ? SaveInBackgroundAsync() : throw InProgress();
    }

    /// <exception cref="CommandException">It is saved in the background now.</exception>
    public void ThrowIfInBackground()
    {
        if (IsInBackground)
        {
            throw InProgress();
        }
    }

    private static CommandException InProgress() => new("ERR Background save already in progress");

    private ISaver Saver() => saver ?? throw new CommandException(
        "ERR There is nothing to save to: what the server holds is in memory only. Start it with --store PATH or, where it is a part of an application, give the engine a storage, as AddSqliteStorage does");

    private async Task SaveInBackgroundAsync()
    {
        try
        {
            await SaveAsync(CancellationToken.None).ConfigureAwait(false);
            _hasFailed = false;
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
        finally
        {
            Interlocked.Exchange(ref _lastSeconds, CurrentSeconds);
            Interlocked.Exchange(ref _startedAt, Never);
        }
    }
}
