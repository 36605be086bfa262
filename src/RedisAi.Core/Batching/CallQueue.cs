using System.Diagnostics;
using RedisAi.Execution;

namespace RedisAi.Batching;

/// <summary>The calls of one version of a model that wait or run, and who runs them.</summary>
/// <remarks>
/// <para>A caller that finds nothing waiting and nothing running runs its call itself (<see cref="TryBeginDirect"/>). Everything else waits
/// here, and runners, up to one for each core, take what waits: never less than there is, never waiting for more.</para>
/// <para>One lock guards all that is here, for some hundred nanoseconds at a time; no native call, no store and no caller's code is
/// reached under it.</para>
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

    // Guarded by _lock.
    private readonly ShapeBuckets? _buckets;
    private readonly ShapeBucket _alone = new();
    private readonly List<QueuedCall> _parked = [];
    private readonly List<Batch> _running = [];
    private readonly QueueTimer _timer;
    private long _number;
    private int _outstanding;
    private bool _closed;
    private bool _runnerIsComing;
    private long _latestTicks;

    // Written under _lock, or by the one direct run; read without.
    private int _waiting;
    private int _runs;

    public CallQueue(SlotPool slots, QueueSettings settings, RunThreads threads)
    {
        _slots = slots;
        _settings = settings;
        _time = slots.Time;
        _timer = new QueueTimer(_time, OnTimer);
        _maxWaitTicks = _time.TicksOf(settings.MaxWait);
        _longTicks = _time.TicksOf(s_long);
        _latestTicks = settings.MeasuredRuns.Count == 0 ? long.MaxValue : settings.MeasuredRuns.Max(static run => run.Ticks);
        _buckets = settings.Rows is null ? null : new ShapeBuckets(settings.Rows, settings.MeasuredRuns);
        Threads = threads;
    }

    public RunThreads Threads { get; }

    public QueueSettings Settings => _settings;

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
        bool hasTurn = call.Session is null || call.Session.TryEnter();
        TimeSpan? retryAfter = null;
        Submission outcome = Submission.Accepted;
        lock (_lock)
        {
            if (_closed)
            {
                outcome = Submission.Closed;
            }
            else
            {
                retryAfter = PredictRefusal(call);
                if (retryAfter is null && !hasTurn)
                {
                    SessionTurn turn = call.Session!.EnterOrPark(call);
                    hasTurn = turn == SessionTurn.Taken;
                    outcome = turn == SessionTurn.Ended ? Submission.SessionEnded : Submission.Accepted;
                    if (turn == SessionTurn.Waiting)
                    {
                        Park(call);
                        _outstanding++;
                        return Submission.Accepted;
                    }
                }

                _outstanding += outcome == Submission.Accepted ? 1 : 0;
            }
        }

        if (outcome != Submission.Accepted)
        {
            Leave(call.Session, hasTurn);
            return outcome;
        }

        if (retryAfter is { } wait)
        {
            Leave(call.Session, hasTurn);
            call.Refuse(wait);
            NoteEnded(1);
            return Submission.Accepted;
        }

        return Enter(call, thread) ? Submission.RunHere : Submission.Accepted;
    }

    /// <summary>Runs what waits on this thread until a call has ended; after <see cref="Submission.RunHere"/>.</summary>
    public void RunHere(QueuedCall until) => RentRunner().RunUntil(until);

    /// <summary>Ends a call early: at once, wherever it is. A run that nobody wants any more is stopped.</summary>
    public void Stop(QueuedCall call, StopReason reason)
    {
        lock (_lock)
        {
            if (!TryTakeOut(call, reason))
            {
                return;
            }
        }

        EndEarly(call, reason);
    }

    /// <summary>Refuses further calls. Those that were accepted are answered; then the slots may close.</summary>
    public void Close()
    {
        bool idle;
        lock (_lock)
        {
            _closed = true;
            idle = _outstanding == 0;
        }

        if (idle)
        {
            CloseSlots();
        }
    }

    /// <summary>Ends all calls that wait or run.</summary>
    public void StopAll()
    {
        List<QueuedCall> ended = [];
        lock (_lock)
        {
            CollectAll(ended);
            ended.RemoveAll(call => !TryTakeOut(call, StopReason.Shutdown));
        }

        ended.ForEach(call => EndEarly(call, StopReason.Shutdown));
    }

    /// <summary>Reads the states of a call that has its session's turn, if it has one, and lets it wait for a run.</summary>
    /// <returns>Whether the caller's thread is to run what waits.</returns>
    private bool Enter(QueuedCall call, CallerThread thread)
    {
        try
        {
            if (call.Session is { } session)
            {
                _settings.States!.Read(session.KeysOf(_settings.States), call.Rows, call.Inputs, call.StateVersions);
            }
        }
#pragma warning disable CA1031 // It is the call's error, wherever that is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Leave(call.Session, hasTurn: true);
            call.Fail(error);
            NoteEnded(1);
            return false;
        }

        StopReason stop;
        bool startRunner = false;
        bool here = false;
        lock (_lock)
        {
            stop = call.StopRequest;
            if (stop == StopReason.None)
            {
                Enqueue(call);
                here = thread == CallerThread.Blocked || (thread == CallerThread.RunsWhenIdle && _waiting == 1 && Volatile.Read(ref _runs) == 0);
                startRunner = TryClaimRunner();
            }
        }

        if (stop != StopReason.None)
        {
            EndEarly(call, stop);
        }
        else if (startRunner && !here)
        {
            StartRunner();
        }

        return startRunner && here;
    }

    /// <summary>Gives a session's turn to whatever waits for it; that may be a call of another version.</summary>
    private static void Leave(ModelSession? session, bool hasTurn)
    {
        if (session is not null && hasTurn)
        {
            session.Leave()?.OnTurn();
        }
    }

    /// <summary>Goes on with a call that has been given the turn.</summary>
    public void Resume(QueuedCall call)
    {
        lock (_lock)
        {
            RemoveParked(call);
        }

        Enter(call, CallerThread.Free);
    }

    private void Park(QueuedCall call)
    {
        call.Phase = CallPhase.Parked;
        call.ParkedPlace = _parked.Count;
        _parked.Add(call);
        if (call.StopRequest != StopReason.None)
        {
            // Cancelled before it came here: the timer, which ends calls, ends it.
            _timer.SetAtLatest(_time.GetTimestamp());
        }
        else if (call.Deadline != long.MaxValue)
        {
            _timer.SetAtLatest(call.Deadline);
        }
    }

    private void RemoveParked(QueuedCall call)
    {
        QueuedCall last = _parked[^1];
        _parked[call.ParkedPlace] = last;
        last.ParkedPlace = call.ParkedPlace;
        _parked.RemoveAt(_parked.Count - 1);
        call.ParkedPlace = -1;
        call.Phase = CallPhase.Apart;
    }

    private void Enqueue(QueuedCall call)
    {
        ShapeBucket bucket = _buckets is not null && !call.RunsAlone ? _buckets.Of(call.Inputs) : _alone;
        call.Bucket = bucket;
        call.Phase = CallPhase.Queued;
        call.Number = ++_number;
        call.DueAt = Math.Min(call.Deadline, call.Accepted + _maxWaitTicks);
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

    /// <summary>Takes a call out of wherever it is, so that the caller of this ends it. Under the lock.</summary>
    private bool TryTakeOut(QueuedCall call, StopReason reason)
    {
        switch (call.Phase)
        {
            case CallPhase.Parked:
                if (!call.Session!.TryUnpark(call))
                {
                    goto default;
                }

                RemoveParked(call);

                // It has not got the turn, which is not its to give on.
                call.Session = null;
                return true;
            case CallPhase.Queued:
                Dequeue(call);
                return true;
            case CallPhase.Running:
                Batch batch = call.Batch!;
                batch.Drop(call);
                call.Phase = CallPhase.Apart;
                if (batch.Wanted == 0)
                {
                    batch.Slot?.Stop(reason);
                }

                return true;
            default:
                call.StopRequest = reason;
                return false;
        }
    }

    private void EndEarly(QueuedCall call, StopReason reason)
    {
        Leave(call.Session, hasTurn: true);
        call.Fail(StopError.Create(_slots.Subject.ToString(), reason, _time.GetElapsedTime(call.Accepted, call.Deadline), call.CancellationToken));
        NoteEnded(1);
    }

    private void NoteEnded(int calls)
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

    private void CollectAll(List<QueuedCall> calls)
    {
        calls.AddRange(_parked);
        calls.AddRange(_alone.Waiting.Calls);
        foreach (ShapeBucket bucket in _buckets?.All ?? [])
        {
            calls.AddRange(bucket.Waiting.Calls);
        }

        foreach (Batch batch in _running)
        {
            foreach (ref BatchMember member in batch.Members)
            {
                if (member.Call is { } call)
                {
                    calls.Add(call);
                }
            }
        }
    }

    private void OnTimer()
    {
        List<QueuedCall>? ended = null;
        bool startRunner;
        lock (_lock)
        {
            _timer.Reset();
            long now = _time.GetTimestamp();
            List<QueuedCall> all = [];
            CollectAll(all);
            long next = long.MaxValue;
            foreach (QueuedCall call in all)
            {
                if (call.StopRequest != StopReason.None || call.Deadline <= now)
                {
                    (ended ??= []).Add(call);
                }
                else
                {
                    next = Math.Min(next, call.Deadline);
                }
            }

            // One that has just been given its session's turn ends when it takes it.
            ended?.RemoveAll(call => !TryTakeOut(call, call.StopRequest == StopReason.None ? StopReason.TimedOut : call.StopRequest));
            _timer.SetAtLatest(next);
            startRunner = TryClaimRunner();
        }

        ended?.ForEach(call => EndEarly(call, call.StopRequest == StopReason.None ? StopReason.TimedOut : call.StopRequest));
        if (startRunner)
        {
            StartRunner();
        }
    }
}
