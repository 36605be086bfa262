using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>A session of one model: whose turn it is.</summary>
/// <remarks>
/// One call of a session is under way at a time: whoever has the turn. Taking it, and giving it back while nobody waits, needs no lock; who
/// finds it taken marks it as awaited and waits in the list, and leaving hands it to the call that waits longest, which may be a call of another version. Its lock is taken within that of a queue,
/// never the other way round.
/// </remarks>
internal sealed class ModelSession(string name)
{
    private const int Free = 0;
    private const int Taken = 1;
    private const int Awaited = 2;
    private const int Ended = 3;

    private readonly Lock _lock = new();
    private string[]? _names;
    private string[] _keys = [];
    private int _turn;

    // Guarded by _lock.
    private SessionWaiter? _first;
    private SessionWaiter? _last;

    /// <summary>The session, as its callers name it.</summary>
    public string Name => name;

    /// <summary>Whether nobody may enter any more: a later call finds, or makes, another object.</summary>
    public bool IsEnded => Volatile.Read(ref _turn) == Ended;

    /// <summary>The version that has written its states; null when none has, or they are gone.</summary>
    public ISessionHome? Home { get; private set; }

    /// <summary>The number under which the process held the session when it last looked; where several processes share the store.</summary>
    public long Fence { get; private set; }

    /// <summary>How many wait for the turn.</summary>
    public int Waiting { get; private set; }

    /// <summary>Whether a call has the turn.</summary>
    public bool IsBusy => Volatile.Read(ref _turn) is Taken or Awaited;

    /// <summary>The keys that its states had when they were last looked for.</summary>
    public string[] LatestKeys => _keys;

    /// <summary>Notes which version writes its states from now on. For who has the turn.</summary>
    public void MoveTo(ISessionHome? home) => Exchange(home)?.SessionLeft();

    /// <summary>Notes which version writes its states from now on, and returns the one before, if that is another, for the caller to tell it. For who has the turn.</summary>
    public ISessionHome? Exchange(ISessionHome? home)
    {
        if (ReferenceEquals(home, Home))
        {
            return null;
        }

        ISessionHome? before = Home;
        home?.SessionCame();
        Home = home;
        return before;
    }

    /// <summary>Forgets which version has written its states if the session may have been another process's meanwhile. For who has the turn.</summary>
    /// <param name="fence">The number under which the process holds the session.</param>
    /// <param name="home">The version that reads its states now; it does not forget itself, and stays open so.</param>
    public void Follow(long fence, ISessionHome? home)
    {
        if (fence != Fence)
        {
            Fence = fence;
            MoveTo(ReferenceEquals(Home, home) ? home : null);
        }
    }

    /// <summary>The keys of its states. For who has the turn.</summary>
    public string[] KeysOf(SessionStates states)
    {
        // The names, and not the states: they belong to a version, which sessions must not keep.
        if (!ReferenceEquals(_names, states.Names))
        {
            _keys = _names.AsSpan().SequenceEqual(states.Names) ? _keys : states.KeysOf(name);
            _names = states.Names;
        }

        return _keys;
    }

    /// <summary>Takes the turn if nobody has it.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _turn, Taken, Free) == Free;

    /// <summary>Takes the turn, or lets a call wait for it.</summary>
    public TurnOutcome EnterOrPark(SessionWaiter call)
    {
        lock (_lock)
        {
            switch (TakeOrMark())
            {
                case Free:
                    return TurnOutcome.Taken;
                case Ended:
                    return TurnOutcome.Ended;
                default:
                    break;
            }

            call.HasTurn = false;
            call.Before = _last;
            call.After = null;
            if (_last is null)
            {
                _first = call;
            }
            else
            {
                _last.After = call;
            }

            _last = call;
            Waiting++;
            return TurnOutcome.Waiting;
        }
    }

    /// <summary>Gives the turn to the call that waits longest, or back.</summary>
    /// <returns>The call that has the turn now, or null.</returns>
    public SessionWaiter? Leave() => Leave(Free);

    /// <summary>Gives the turn to the call that waits longest, or ends the session, so that a later call makes another object.</summary>
    /// <returns>The call that has the turn now, or null.</returns>
    public SessionWaiter? LeaveOrEnd() => Leave(Ended);

    /// <summary>Takes a call out that waits; false when it has been given the turn.</summary>
    public bool TryUnpark(SessionWaiter call)
    {
        lock (_lock)
        {
            if (call.HasTurn)
            {
                return false;
            }

            Remove(call);
            return true;
        }
    }

    private SessionWaiter? Leave(int last)
    {
        if (Interlocked.CompareExchange(ref _turn, last, Taken) == Taken)
        {
            return null;
        }

        lock (_lock)
        {
            SessionWaiter? next = _first;
            if (next is null)
            {
                Volatile.Write(ref _turn, last);
            }
            else
            {
                Remove(next);
                next.HasTurn = true;
            }

            return next;
        }
    }

    /// <summary>Takes the turn if it is free; marks it as awaited if it is taken. Returns what it was.</summary>
    private int TakeOrMark()
    {
        while (true)
        {
            int seen = Interlocked.CompareExchange(ref _turn, Taken, Free);
            if (seen is not Taken || Interlocked.CompareExchange(ref _turn, Awaited, Taken) == Taken)
            {
                return seen;
            }
        }
    }

    private void Remove(SessionWaiter call)
    {
        if (call.Before is null)
        {
            _first = call.After;
        }
        else
        {
            call.Before.After = call.After;
        }

        if (call.After is null)
        {
            _last = call.Before;
        }
        else
        {
            call.After.Before = call.Before;
        }

        (call.Before, call.After) = (null, null);
        Waiting--;
    }
}
