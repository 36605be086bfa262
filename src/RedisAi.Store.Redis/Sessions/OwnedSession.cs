using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>A session that this process owns, or is about to, or has just owned. Each time that it is taken there is another object.</summary>
internal sealed class OwnedSession(string name, string segment, SessionNames names)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _freed;
    private Task? _renewing;
    private volatile LeasePhase _phase;
    private volatile string? _owner;
    private long _fence;
    private long _end;
    private long _lastUsed;
    private long _takenAt;
    private long _version;
    private int _isWanted;

    /// <summary>Guards phase and states; memory is written under it, nothing is waited for.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The session, as its callers name it.</summary>
    public string Name => name;

    /// <summary>The session, as its keys have it.</summary>
    public string Segment => segment;

    public RedisKey LeaseKey { get; } = names.LeaseOf(segment);

    public RedisKey StatesKey { get; } = names.StatesOf(segment);

    /// <summary>What of the states is to be written. Guarded by the lock.</summary>
    public OwnedStates States { get; } = new(names);

    public LeasePhase Phase => _phase;

    /// <summary>Where the process is that owns the session instead; null when that is not known.</summary>
    public string? Owner
    {
        get => _owner;
        set => _owner = value;
    }

    /// <summary>Who publishes what calls write, in the place of the writer; null for nobody. Guarded by the lock.</summary>
    public SessionPublication? Publication { get; set; }

    /// <summary>Whether another process waits for it.</summary>
    public bool IsWanted => Volatile.Read(ref _isWanted) != 0;

    /// <summary>The number under which it was taken; 0 before.</summary>
    public long Fence => Volatile.Read(ref _fence);

    /// <summary>The version of the last write of which this process knows that Redis has it. Guarded by the lock.</summary>
    public long KnownVersion { get; set; }

    /// <summary>Until when this process counts on the lease, as a timestamp.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>When a call has written its states last, or the session was taken.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Complete when it is held; fails when it cannot be taken.</summary>
    public Task Taken => _taken.Task;

    /// <summary>Complete when this process has nothing of it any more, so that it can be taken again.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The fence, if the session is surely this process's at a moment; else 0.</summary>
    public long FenceAt(long now) => _phase == LeasePhase.Held && now < End ? Fence : 0;

    /// <summary>Notes that a call has used it.</summary>
    public void Use(long now) => Volatile.Write(ref _lastUsed, now);

    /// <summary>Lets calls in; the states are in memory.</summary>
    /// <param name="fence">The fence.</param>
    /// <param name="sent">A timestamp from before the lease was asked for.</param>
    /// <param name="end">Until when this process counts on it.</param>
    public void Hold(long fence, long sent, long end)
    {
        (_version, KnownVersion, _takenAt) = (fence, fence, sent);
        Use(sent);
        Volatile.Write(ref _end, end);
        Volatile.Write(ref _fence, fence);
        _phase = LeasePhase.Held;
        _taken.TrySetResult();
    }

    /// <summary>Notes that the lease lasts longer.</summary>
    public void Extend(long end)
    {
        long before = End;
        while (end > before && Interlocked.CompareExchange(ref _end, end, before) is var seen && seen != before)
        {
            before = seen;
        }
    }

    /// <summary>The next version of states: as the server's clock counts, about, and more than the one before. Under the lock.</summary>
    public long NextVersion(TimeProvider time) =>
        _version = Math.Max(_version + 1, Fence + (long)time.GetElapsedTime(_takenAt).TotalMicroseconds);

    /// <summary>Lets no further call in; what is left is written.</summary>
    /// <param name="isLast">Whether it goes even if somebody publishes its states: that is refused then.</param>
    /// <returns>Whether it was held.</returns>
    public bool TryBeginRelease(bool isLast = false)
    {
        lock (Gate)
        {
            bool isHeld = _phase == LeasePhase.Held && (isLast || Publication is null);
            _phase = isHeld ? LeasePhase.Releasing : _phase;
            return isHeld;
        }
    }

    /// <summary>Notes that nothing is left of it. Under the lock; <see cref="TellEnd"/> follows, without.</summary>
    /// <returns>Whether it had not ended before.</returns>
    public bool TryEnd()
    {
        bool isEnd = _phase != LeasePhase.Ended;
        _phase = LeasePhase.Ended;
        return isEnd;
    }

    /// <summary>Lets those go on who wait for the end.</summary>
    /// <param name="error">Why it could not be taken; null where it was.</param>
    public void TellEnd(Exception? error = null)
    {
        if (error is not null && _taken.TrySetException(error))
        {
            // Mostly somebody waits; where not, nobody is to be told.
            _ = _taken.Task.Exception;
        }

        _ended.TrySetResult();
    }

    /// <summary>Notes that another process waits for it; false when that is known.</summary>
    public bool TryWant() => Interlocked.Exchange(ref _isWanted, 1) == 0;

    /// <summary>Complete when its owner says that it is free, from now on.</summary>
    public Task NextFree()
    {
        TaskCompletionSource freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _freed, freed);
        return freed.Task;
    }

    /// <summary>Tells who waits that it is free.</summary>
    public void TellFree() => Volatile.Read(ref _freed)?.TrySetResult();

    /// <summary>Renews the lease for all who find it over at the same time, once.</summary>
    /// <param name="renew">Renews it.</param>
    public Task RenewOnceAsync(Func<Task> renew)
    {
        lock (Gate)
        {
            return _renewing is { IsCompleted: false } running ? running : _renewing = renew();
        }
    }
}
