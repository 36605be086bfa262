using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>The calls of one version of a model that wait or run, and who runs them.</summary>
/// <remarks>
/// <para>A caller that finds nothing waiting and nothing running runs its call itself (<see cref="TryBeginDirect"/>). Everything else waits
/// here, and runners, up to one for each core, take what waits, less than there is only where another core comes for the rest in time, and never waiting for more.</para>
/// <para>One lock guards all that is here, for some hundred nanoseconds at a time; no run, no store and no caller's code is reached
/// under it, only the flag by which a run is asked to stop.</para>
/// </remarks>
internal sealed partial class CallQueue
{
    private readonly SlotPool _slots;
    private readonly QueueSettings _settings;
    private readonly TimeProvider _time;
    private readonly StripedPool<BatchRunner> _runners = new();
    private readonly long _maxWaitTicks;
    private readonly long _longTicks;
    private readonly Lock _lock = new();
    private readonly ExpectedCompany _company;

    // Guarded by _lock.
    private readonly ShapeBuckets? _buckets;
    private readonly ShapeBucket _alone = new();
    private readonly ShapeBucket _parked = new();
    private readonly List<Batch> _running = [];
    private readonly BatchFormer _former;
    private readonly WaitPrediction _prediction;
    private readonly QueueTimer _timer;
    private long _number;
    private int _outstanding;
    private bool _closed;
    private bool _runnerIsComing;
    private int _comingByPool;
    private int _superseded;
    private long _latestTicks;

    // Written under _lock, or by the one direct run; read without.
    private int _waiting;
    private int _runs;

    // Counted up before the lock is taken, and read under it.
    private int _blocked;
    private int _nested;

    public CallQueue(SlotPool slots, QueueSettings settings, RunThreads threads)
    {
        _slots = slots;
        _settings = settings;
        _shared = settings.States is { IsShared: true } shared ? shared : null;
        _time = slots.Time;
        _timer = new QueueTimer(_time, OnTimer);
        _maxWaitTicks = _time.TicksOf(settings.MaxWait);
        _longTicks = _time.TicksOf(s_long);
        _latestTicks = settings.MeasuredRuns.Count == 0 ? long.MaxValue : settings.MeasuredRuns.Max(static run => run.Ticks);
        _buckets = settings.Rows is null ? null : new ShapeBuckets(settings.Rows, settings.MeasuredRuns);
        _former = new BatchFormer(settings, _running);
        _prediction = new WaitPrediction(settings, _buckets, _alone, _parked, _running, _former, _time);
        _company = new ExpectedCompany(threads);
        Threads = threads;
    }

    public RunThreads Threads { get; }

    /// <summary>What the calls run.</summary>
    public RunSubject Subject => _slots.Subject;

    public QueueSettings Settings => _settings;

    /// <summary>Whether calls wait.</summary>
    public bool IsBacklogged => Volatile.Read(ref _waiting) > 0;

    /// <summary>Whether there is a core to spare: no call waits, and not as many runs are going on as there may be.</summary>
    public bool HasIdleCore => !IsBacklogged && Volatile.Read(ref _runs) < _settings.MaxRuns;

    /// <summary>Whether a call should be left here though its caller's thread could run it: others may be on their way that share its run. Asked once for each call.</summary>
    public bool ExpectsCompany() => _settings.Rows is not null && _company.IsLikely();

    /// <summary>Starts a run on the caller's thread if nothing waits or runs; followed by <see cref="EndDirect"/>.</summary>
    public bool TryBeginDirect() =>
        _settings.MinBatchSize <= 1 && Volatile.Read(ref _waiting) == 0 && Interlocked.CompareExchange(ref _runs, 1, 0) == 0;

    /// <summary>Ends a run on the caller's thread.</summary>
    public void EndDirect()
    {
        Interlocked.Decrement(ref _runs);
        if (Volatile.Read(ref _waiting) > 0)
        {
            StartRunnerIfNeeded();
        }
    }

    /// <summary>Takes a call, with its inputs but for the states of its session, and sees to it that it ends.</summary>
    /// <param name="call">The call.</param>
    /// <param name="thread">Whether the caller's thread may run what waits, until its call has ended.</param>
    public Submission TrySubmit(QueuedCall call, CallerThread thread)
    {
        if (call.Session is { } session && !session.TryEnter() && TryPark(call, session) is { } outcome)
        {
            return outcome;
        }

        if (Volatile.Read(ref _closed))
        {
            return Reject(call);
        }

        Submission submission = Enter(call, thread, isNew: true, out SessionWaiter? next);
        SessionWaiter.Tell(next);
        return submission;
    }

    /// <summary>Runs what waits on this thread until a call has ended; after <see cref="Submission.RunHere"/>.</summary>
    public void RunHere(QueuedCall until) => RentRunner().RunUntil(until);

    /// <summary>Refuses further calls. Those that were accepted are answered; then the slots may close.</summary>
    public void Close() => TryClose(isForced: true);

    /// <summary>Does what <see cref="Close"/> does, unless a session is in mid-state here: none comes between the look and the closing.</summary>
    public bool TryCloseEmpty() => TryClose(isForced: false);

    private bool TryClose(bool isForced)
    {
        bool idle;
        lock (_lock)
        {
            if (_closed)
            {
                return true;
            }

            if (!isForced && _settings.Home is { Sessions: > 0 })
            {
                return false;
            }

            _closed = true;
            idle = _outstanding == 0;
        }

        if (idle)
        {
            CloseSlots();
        }

        return true;
    }

    /// <summary>Lets a new call wait for its session's turn; null if it has got that now.</summary>
    private Submission? TryPark(QueuedCall call, ModelSession session)
    {
        TimeSpan wait;
        lock (_lock)
        {
            if (_closed)
            {
                return Submission.Closed;
            }

            if ((Refusal(call) ?? (call.IsNested ? null : _prediction.Refusal(call, session))) is not { } refused)
            {
                switch (session.EnterOrPark(call))
                {
                    case TurnOutcome.Taken:
                        return null;
                    case TurnOutcome.Ended:
                        return Submission.SessionEnded;
                    default:
                        Park(call);
                        _outstanding++;
                        return Submission.Accepted;
                }
            }

            wait = refused;
        }

        call.Refuse(wait);
        return Submission.Accepted;
    }

    private static Submission Reject(QueuedCall call)
    {
        Leave(call.Session);
        return Submission.Closed;
    }

    /// <summary>Reads the states of a call that has its session's turn, if it has one, and lets it wait for a run; or, until the session is held here, for that.</summary>
    /// <param name="call">The call.</param>
    /// <param name="thread">What the caller's thread may do.</param>
    /// <param name="isNew">Whether it is not accepted yet: it may be refused, and is not counted.</param>
    /// <param name="next">Who has been given the session's turn, if the call has ended at once; the caller tells it.</param>
    private Submission Enter(QueuedCall call, CallerThread thread, bool isNew, out SessionWaiter? next)
    {
        next = null;
        bool moves = false;
        SessionHold? hold = null;
        try
        {
            if (call.Session is { } session)
            {
                if (_shared is { } shared)
                {
                    hold = ReadHeldStates(shared, session, call, out moves);
                }
                else
                {
                    moves = ReadStates(session, call);
                }
            }
        }
#pragma warning disable CA1031 // It is the call's error, wherever that is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            next = call.Session?.Leave();
            call.Fail(error);
            if (!isNew)
            {
                NoteEnded(1);
            }

            return Submission.Accepted;
        }

        StopReason stop = StopReason.None;
        TimeSpan? retryAfter = null;
        RunnerStart start = RunnerStart.None;
        ISessionHome? left = null;
        bool closed;
        lock (_lock)
        {
            closed = isNew && _closed;
            if (!closed)
            {
                retryAfter = isNew ? Refusal(call) : null;
                _outstanding += isNew && retryAfter is null ? 1 : 0;
                stop = call.StopRequest;
                if (stop == StopReason.None && retryAfter is null && hold is not null)
                {
                    AddHolding(call, hold);
                }
                else if (stop == StopReason.None && retryAfter is null)
                {
                    // Not before it is certain that the call runs here: what the session has is another version's, or nobody's, until then.
                    left = moves ? call.Session!.Exchange(_settings.Home) : null;
                    Enqueue(call);
                    start = ClaimRunner(MayRunHere(call, thread));
                }
            }
        }

        left?.SessionLeft();
        if (closed)
        {
            return Reject(call);
        }

        if (retryAfter is { } wait)
        {
            next = call.Session?.Leave();
            call.Refuse(wait);
        }
        else if (stop != StopReason.None)
        {
            next = call.Session?.Leave();
            Fail(call, stop);
        }
        else if (hold is not null)
        {
            _ = HoldAsync(hold);
        }
        else
        {
            StartRunner(start);
        }

        return start == RunnerStart.Here ? Submission.RunHere : Submission.Accepted;
    }

    /// <summary>Whether the caller's thread may run what waits.</summary>
    private bool MayRunHere(QueuedCall call, CallerThread thread) => thread switch
    {
        // Within a run: others' calls that it ran here might wait for the one that it is part of.
        _ when call.IsNested => false,
        CallerThread.Blocked => true,
        CallerThread.RunsWhenIdle => _waiting == 1 && Volatile.Read(ref _runs) == 0,
        _ => false,
    };

    /// <summary>How long a call would have to wait, if that is too long. A part of a call that was accepted is accepted, too.</summary>
    private TimeSpan? Refusal(QueuedCall call) =>
        call.IsNested ? null : _prediction.Refusal(call, _waiting, Volatile.Read(ref _runs), _latestTicks);

    /// <summary>Takes the states from the store.</summary>
    /// <returns>
    /// Whether the session is in mid-state on this version as soon as the call is accepted, so that calls that are accepted meanwhile come here, too.
    /// States of another version stay that version's until the next ones are written: the call may come to nothing.
    /// </returns>
    private bool ReadStates(ModelSession session, QueuedCall call)
    {
        SessionStates states = _settings.States!;
        bool isForeign = session.Home is { } home && home != _settings.Home;
        StateReading reading = states.Read(session.KeysOf(states), call.Rows, isForeign, call.Inputs, call.StateVersions);
        call.StartsSession = reading is StateReading.Absent or StateReading.Unusable;
        return reading is StateReading.Absent or StateReading.Present;
    }

    /// <summary>Gives a session's turn to whatever waits for it; that may be a call of another version.</summary>
    public static void Leave(ModelSession? session) => SessionWaiter.Tell(session?.Leave());

    /// <summary>Goes on with a call that has been given the turn.</summary>
    /// <returns>Who has been given the turn, if the call has ended at once.</returns>
    public SessionWaiter? Resume(QueuedCall call)
    {
        lock (_lock)
        {
            RemoveParked(call);
        }

        Enter(call, CallerThread.Free, isNew: false, out SessionWaiter? next);
        return next;
    }

    private void Park(QueuedCall call)
    {
        call.Phase = CallPhase.Parked;

        // If it was cancelled before it came here, the timer, which ends calls, ends it.
        call.DueAt = call.StopRequest == StopReason.None ? DueAtOf(call) : _time.GetTimestamp();
        _parked.Add(call);
        _timer.SetAtLatest(call.DueAt);
    }

    private long DueAtOf(QueuedCall call) => Math.Min(call.Deadline, call.WaitsSince + _maxWaitTicks);

    private void RemoveParked(QueuedCall call)
    {
        _parked.Remove(call);
        call.Phase = CallPhase.Apart;
    }

    private void Enqueue(QueuedCall call)
    {
        // A part of a call does not share a run with another call that may wait for the same session as that one.
        ShapeBucket bucket = _buckets is not null && !call.RunsAlone && !call.IsNested ? _buckets.Of(call.Inputs) : _alone;
        call.Bucket = bucket;
        call.Phase = CallPhase.Queued;
        call.Number = ++_number;
        call.DueAt = DueAtOf(call);
        bucket.Add(call);

        // A full fence before the number of runs is read: see EndDirect.
        Interlocked.Increment(ref _waiting);
        if (call.Deadline != long.MaxValue)
        {
            _timer.SetAtLatest(call.Deadline);
        }
    }

    private void Dequeue(QueuedCall call)
    {
        call.Bucket!.Remove(call);
        call.Phase = CallPhase.Apart;
        Interlocked.Decrement(ref _waiting);
    }

    /// <summary>Notes that accepted calls have ended; the last one of a closed queue lets the slots close.</summary>
    public void NoteEnded(int calls)
    {
        bool last;
        lock (_lock)
        {
            _outstanding -= calls;
            last = _closed && _outstanding == 0;
        }

        if (last)
        {
            CloseSlots();
        }
    }

    private void CloseSlots()
    {
        lock (_lock)
        {
            _buckets?.Release();
        }

        _timer.Stop();
        _slots.ReleaseHold();
    }
}
