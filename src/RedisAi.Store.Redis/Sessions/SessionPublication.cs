namespace RedisAi.Store.Redis;

/// <summary>What calls write to the states of a session while somebody else publishes it: kept back, and given to who does.</summary>
/// <remarks>
/// Calls see what calls before them have written, as ever; the store does not, until it was published. Where that fails, or a call is undone, the session is read anew from the store with its
/// next use, so that nothing is left of what was not published.
/// </remarks>
/// <param name="session">The session, which is held.</param>
/// <param name="time">The clock.</param>
/// <param name="end">Told once, when this is disposed, whether what is in the memory of the process is what the store has.</param>
internal sealed class SessionPublication(OwnedSession session, TimeProvider time, Action<bool> end) : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by the session's lock. A session has a few states.
    private readonly List<PublishedState> _kept = [];
    private readonly List<PublishedState> _fresh = [];
    private long _version;
    private bool _isStale;
    private bool _isDisposed;

    /// <summary>The session, and under what number it is held.</summary>
    public OwnedSession Session => session;

    /// <summary>The fence of the lease: nothing is published once there is another one.</summary>
    public long Fence { get; } = session.Fence;

    /// <summary>Complete when this was disposed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The states that are to be published: the last of each key, of the calls that were kept. Valid until the next member is called.</summary>
    public IReadOnlyCollection<PublishedState> States => _kept;

    /// <summary>The version of what the store has of the session, as this process knows.</summary>
    public long KnownVersion { get; } = session.KnownVersion;

    /// <summary>A version for what is published now; once.</summary>
    public long NextVersion()
    {
        lock (session.Gate)
        {
            return _version = session.NextVersion(time);
        }
    }

    /// <summary>How long the set of the session's keys is to be kept, with the keys of <see cref="States"/>; 0 for good, -1 where it stays as it is. Once.</summary>
    public long ListMilliseconds()
    {
        lock (session.Gate)
        {
            foreach (PublishedState state in _kept)
            {
                session.States.NotePublishing(state.Key, !state.Value.IsEmpty, state.TimeToLive);
            }

            return session.States.ListLife(time, time.GetTimestamp());
        }
    }

    /// <summary>Keeps back what a call has written. For the store, under the session's lock.</summary>
    /// <param name="writes">The states; the references stay the caller's.</param>
    public void Capture(ReadOnlySpan<StateWrite> writes)
    {
        foreach (ref readonly StateWrite write in writes)
        {
            session.States.Know(write.Key);
            Put(_fresh, new PublishedState(write.Key, write.Value.AddReference(), write.TimeToLive));
        }
    }

    /// <summary>Keeps back that a state was removed. For the store, under the session's lock.</summary>
    public void CaptureRemoval(string key) => Put(_fresh, new PublishedState(key, default, TimeToLive: null));

    /// <summary>What was written since the last call of this belongs to what is to be published.</summary>
    public void Keep()
    {
        lock (session.Gate)
        {
            foreach (PublishedState state in _fresh)
            {
                Put(_kept, state);
            }

            _fresh.Clear();
        }
    }

    /// <summary>Forgets what was written since <see cref="Keep"/>; no call may follow before this is disposed.</summary>
    public void Undo()
    {
        lock (session.Gate)
        {
            _isStale |= _fresh.Count > 0;
            Release(_fresh);
        }
    }

    /// <summary>The states are in the store now.</summary>
    public void NotePublished()
    {
        lock (session.Gate)
        {
            foreach (PublishedState state in _kept)
            {
                session.States.NotePublished(state.Key);
            }

            session.KnownVersion = _version;
            Release(_kept);
        }
    }

    /// <summary>The store refuses what is to be published, or it is not known whether it has it.</summary>
    public void NoteRefused()
    {
        lock (session.Gate)
        {
            _isStale = true;
        }
    }

    /// <summary>Ends the publication. What was not published is forgotten.</summary>
    public void Dispose()
    {
        bool isStale;
        lock (session.Gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            isStale = _isStale || _kept.Count > 0 || _fresh.Count > 0;
            Release(_kept);
            Release(_fresh);
        }

        end(!isStale);
        _ended.TrySetResult();
    }

    private static void Put(List<PublishedState> states, PublishedState state)
    {
        int index = states.FindIndex(present => present.Key == state.Key);
        if (index < 0)
        {
            states.Add(state);
            return;
        }

        ReleaseValue(states[index]);
        states[index] = state;
    }

    private static void Release(List<PublishedState> states)
    {
        foreach (PublishedState state in states)
        {
            ReleaseValue(state);
        }

        states.Clear();
    }

    private static void ReleaseValue(PublishedState state)
    {
        if (!state.Value.IsEmpty)
        {
            state.Value.Release();
        }
    }
}
