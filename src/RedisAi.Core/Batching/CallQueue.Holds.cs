using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <content>The calls that have their session's turn, where several processes share the store, and wait until this one holds the session.</content>
internal sealed partial class CallQueue
{
    /// <summary>How often a call takes its session: once more where that was lost again at once.</summary>
    private const int MaxHolds = 2;

    /// <summary>More than any clock of the system counts down.</summary>
    private static readonly TimeSpan s_longestHold = TimeSpan.FromDays(1);

    /// <summary>The states, if sessions must be held; null where the store is this process's alone.</summary>
    private readonly SessionStates? _shared;

    /// <summary>Those that wait; guarded by the lock.</summary>
    private readonly HashSet<SessionHold> _holding = [];

    /// <summary>Reads the states of a session if it is held.</summary>
    /// <param name="shared">The states.</param>
    /// <param name="session">The session, whose turn the call has.</param>
    /// <param name="call">The call.</param>
    /// <param name="moves">As <see cref="ReadStates"/> returns.</param>
    /// <returns>What the call must wait for before; null when it has its states.</returns>
    /// <exception cref="SessionMovedException">The session was lost each time that the call has taken it.</exception>
    private SessionHold? ReadHeldStates(SessionStates shared, ModelSession session, QueuedCall call, out bool moves)
    {
        long fence = shared.FenceOf(session.Name);
        if (fence != 0)
        {
            session.Follow(fence, _settings.Home);
            moves = ReadStates(session, call);
            if (shared.FenceOf(session.Name) == fence)
            {
                call.Fence = fence;
                return null;
            }

            // It was lost meanwhile: what was read may be half of what there was.
            shared.Release(call.Inputs);
        }

        moves = false;
        if (call.Holds == MaxHolds)
        {
            throw new SessionMovedException(session.Name);
        }

        call.Holds++;
        return new SessionHold(call, session.Name, TimeLeft(call));
    }

    /// <summary>How long a call may wait for its session; null when its caller has not said.</summary>
    private TimeSpan? TimeLeft(QueuedCall call)
    {
        if (call.Deadline == long.MaxValue)
        {
            return null;
        }

        TimeSpan left = _time.GetElapsedTime(_time.GetTimestamp(), call.Deadline);
        return left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left > s_longestHold ? s_longestHold : left;
    }

    /// <summary>Notes a call that waits for its session. Under the lock; <see cref="HoldAsync"/> follows.</summary>
    private void AddHolding(QueuedCall call, SessionHold hold)
    {
        call.Phase = CallPhase.Holding;
        call.Hold = hold;
        _holding.Add(hold);
        if (call.Session is { Home: null } session)
        {
            // In mid-state on this version from now on, which stays open for it: were it replaced meanwhile, the next version would not take what this one writes.
            session.MoveTo(_settings.Home);
        }
    }

    /// <summary>Takes out a call that waits for its session. Under the lock.</summary>
    private void RemoveHolding(SessionHold hold)
    {
        _holding.Remove(hold);
        hold.TakeCall()?.Phase = CallPhase.Apart;
    }

    /// <summary>Waits until the session is held, and goes on with the call, unless that has ended by then.</summary>
    private async Task HoldAsync(SessionHold hold)
    {
        Exception? failure = null;
        try
        {
            await _shared!.HoldAsync(hold.Session, hold.Timeout, hold.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is the error of the call, wherever that is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        QueuedCall? call;
        lock (_lock)
        {
            call = hold.Call;
            RemoveHolding(hold);
        }

        if (call is null)
        {
            return;
        }

        call.Hold = null;
        SessionWaiter? next;
        if (failure is null)
        {
            // What the store has taken is not what the queue makes it wait.
            call.WaitsSince = _time.GetTimestamp();
            Enter(call, CallerThread.Free, isNew: false, out next);
        }
        else
        {
            next = call.Session?.Leave();
            call.Fail(failure);
            NoteEnded(1);
        }

        SessionWaiter.Tell(next);
    }
}
