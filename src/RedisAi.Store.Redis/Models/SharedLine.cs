using RedisAi.Persistence;

namespace RedisAi.Store.Redis;

/// <summary>A key of the shared catalog, as this process has it. What is not said to be for any thread is for whoever is in <see cref="Gate"/>.</summary>
#pragma warning disable CA1001 // The semaphore has no wait handle to free.
internal sealed class SharedLine(SharedLineId id, TimeProvider time)
#pragma warning restore CA1001
{
    private volatile SharedRecord _seen = SharedRecord.Absent;
    private volatile SharedManifest? _reading;
    private volatile RestoreFailure? _failure;
    private long _applied;
    private int _latest;
    private int _runs;

    public SharedLineId Id => id;

    /// <summary>Held by whoever changes what is under the key here, or brings it up to date.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Set when something has changed in Redis.</summary>
    public Wakeup Changed { get; } = new(time);

    /// <summary>What Redis had when it was looked at last. For any thread.</summary>
    public SharedRecord Seen
    {
        get => _seen;
        set => _seen = value;
    }

    /// <summary>The revision that is in place here; 0 for none. For any thread.</summary>
    public long Applied
    {
        get => Volatile.Read(ref _applied);
        set => Volatile.Write(ref _applied, value);
    }

    /// <summary>Whether what is in place here is of a catalog before the one that was begun at a moment; 0 for none.</summary>
    public bool IsOlderThan(long epoch) => Applied is not 0 and var applied && (epoch == 0 || applied < epoch);

    /// <summary>The highest number of a version in any process, as of the last turn to change it. For any thread.</summary>
    public int Latest
    {
        get => Volatile.Read(ref _latest);
        set => Volatile.Write(ref _latest, value);
    }

    /// <summary>Why what is there is not here as it should be. For any thread.</summary>
    public RestoreFailure? Failure
    {
        get => _failure;
        set => _failure = value;
    }

    /// <summary>The revision that could not be loaded, and is not tried again; 0 for none.</summary>
    public long Failed { get; set; }

    /// <summary>The revision that is to serve and of which the others know how far this process is with it; 0 for none.</summary>
    public long Reported { get; set; }

    /// <summary>What is loaded and does not serve yet, and its revision.</summary>
    public (long Revision, IPreparedTurn Turn)? Prepared { get; private set; }

    /// <summary>The token of a turn of this process to change what is under the key; null for none.</summary>
    public string? Token { get; set; }

    /// <summary>The content of a version: of what is just being loaded, else of what serves or is to. For any thread.</summary>
    public SharedPart? Find(int version, string name)
    {
        SharedRecord seen = _seen;
        return _reading?.Find(version, name) ?? seen.Served.Find(version, name) ?? seen.Next?.Find(version, name);
    }

    /// <summary>Says what is being loaded; null for nothing.</summary>
    public void Read(SharedManifest? manifest) => _reading = manifest;

    public void Keep(long revision, IPreparedTurn turn)
    {
        Drop();
        Prepared = (revision, turn);
    }

    /// <summary>Takes what was prepared for a revision; the caller disposes it.</summary>
    public IPreparedTurn? Take(long revision)
    {
        if (Prepared is not { } prepared || prepared.Revision != revision)
        {
            return null;
        }

        Prepared = null;
        return prepared.Turn;
    }

    /// <summary>Drops what was prepared.</summary>
    public void Drop()
    {
        Prepared?.Turn.Dispose();
        Prepared = null;
    }

    /// <summary>Asks for the line to be brought up to date, by the caller if this is true, else by who is just doing so, once more. For any thread.</summary>
    public bool TryStart() => Interlocked.Increment(ref _runs) == 1;

    /// <summary>Ends what <see cref="TryStart"/> has begun; false when it was asked for meanwhile, and is to be done again.</summary>
    /// <param name="runs">How often it was asked for when the caller began.</param>
    public bool TryEnd(int runs) => Interlocked.CompareExchange(ref _runs, 0, runs) == runs;

    /// <summary>How often it was asked for since nobody was at it. For any thread.</summary>
    public int Runs => Volatile.Read(ref _runs);

    /// <summary>Forgets what was in Redis, which has lost it: what serves here goes on.</summary>
    public void Forget()
    {
        Applied = 0;
        Failed = 0;
        Reported = 0;
        Drop();
        Seen = SharedRecord.Absent;
    }
}
