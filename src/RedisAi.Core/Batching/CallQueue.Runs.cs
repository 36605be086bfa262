using RedisAi.Execution;

namespace RedisAi.Batching;

/// <content>Who runs what waits, and how much of it at once.</content>
internal sealed partial class CallQueue
{
    /// <summary>A run that took longer goes to a thread of its own: threads of the pool have other work to do.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(5);

    /// <summary>One run in so many is merged where merging has not paid so far, with a few rows: the machine may have been disturbed.</summary>
    private const int TryMergingEvery = 256;

    /// <summary>With how many rows; all that waited, one run in 64, cost a convolution net a tenth of its throughput.</summary>
    private const int RowsToTry = 4;

    /// <summary>Dividing what waits among idle cores may cost so many times the processor time of one run.</summary>
    private const double PaysToDivide = 1.05;

    /// <summary>Calls on their way from the queue to a batch; guarded by the lock, empty outside of it.</summary>
    private readonly List<QueuedCall> _taken = [];
    private bool _mergingFailed;

    /// <summary>Takes what is most urgent into a batch, and what would come too late out of the queue. Called by a runner when it comes.</summary>
    /// <param name="batch">Takes the calls.</param>
    /// <param name="late">Takes the calls that are to be refused.</param>
    /// <param name="retryAfter">What these are told.</param>
    /// <returns>False when there is nothing to run: the runner is not counted any more.</returns>
    public bool TryTake(Batch batch, List<QueuedCall> late, out TimeSpan retryAfter)
    {
        bool startRunner;
        lock (_lock)
        {
            _runnerIsComing = false;
            long now = _time.GetTimestamp();
            ShapeBucket? bucket = MostUrgent(now);
            if (bucket is null)
            {
                Interlocked.Decrement(ref _runs);
                retryAfter = TimeSpan.Zero;
                return false;
            }

            Take(bucket, now, late);
            foreach (QueuedCall call in _taken)
            {
                batch.Add(call, now);
            }

            _taken.Clear();
            batch.ExpectedEnd = now + bucket.Curve.Predict(batch.Rows);
            _running.Add(batch);
            retryAfter = late.Count == 0 ? TimeSpan.Zero : Elapsed(bucket.Curve.Predict(bucket.WaitingRows + batch.Rows));
            startRunner = TryClaimRunner();
        }

        if (startRunner)
        {
            StartRunner();
        }

        return true;
    }

    /// <summary>Ends a run: what becomes of its members is up to the runner from now on, and no longer to those who would stop them.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="ticks">How long it took; null when it failed.</param>
    public void EndRun(Batch batch, long? ticks)
    {
        lock (_lock)
        {
            _running.Remove(batch);
            _slots.Metrics.RunEnded(_slots.Subject, batch.Rows);
            foreach (ref BatchMember member in batch.Members)
            {
                if (member.Call is { } call)
                {
                    call.Phase = CallPhase.Apart;
                    call.Batch = null;
                }
            }

            if (ticks is { } measured)
            {
                batch.Bucket!.Curve.Note(batch.Rows, measured);
                _latestTicks = measured;
            }
        }
    }

    /// <summary>Ends a runner's turn, once its calls have ended: it goes, or comes again.</summary>
    /// <param name="callers">How many callers it has answered, who may come back with their next calls.</param>
    /// <param name="runner">The runner.</param>
    public void EndTurn(int callers, BatchRunner runner)
    {
        bool comesAgain;
        lock (_lock)
        {
            // Callers that were answered together come back together: until they have, the runner is on its way,
            // so that the first of them does not start a run for itself alone.
            comesAgain = !_runnerIsComing && (callers > 1 || (_waiting > 0 && MostUrgent(_time.GetTimestamp()) is not null));
            _runnerIsComing |= comesAgain;
            if (!comesAgain)
            {
                Interlocked.Decrement(ref _runs);
            }
        }

        if (comesAgain)
        {
            Threads.Start(runner, IsLong);
        }
        else
        {
            ReturnRunner(runner);
            StartRunnerIfNeeded();
        }
    }

    /// <summary>What a call ends with whose time is over; null while it is not.</summary>
    public Exception? TimeoutOf(QueuedCall call) => call.Deadline <= _time.GetTimestamp() ? ErrorOf(call, StopReason.TimedOut) : null;

    /// <summary>Whether anybody still wants a batch.</summary>
    public bool IsWanted(Batch batch)
    {
        lock (_lock)
        {
            return batch.Wanted > 0;
        }
    }

    /// <summary>Gives the turn of a session to its next call.</summary>
    public static void LeaveSession(ModelSession? session) => Leave(session);

    /// <summary>Notes that calls have ended.</summary>
    public void NoteEndOf(int calls) => NoteEnded(calls);

    /// <summary>Lets a runner that runs on its caller's thread take what waits now; false when it is to go.</summary>
    public bool TryContinueTurn() => Volatile.Read(ref _waiting) > 0;

    /// <summary>Runs each call alone from now on: the outputs of a batch could not be divided among its calls.</summary>
    public void StopMerging(Exception reason)
    {
        if (!Interlocked.Exchange(ref _mergingFailed, true))
        {
            _settings.MergingFailed?.Invoke(reason);
        }
    }

    /// <summary>A slot to run in, also while the queue is closing.</summary>
    public ExecutionSlot AcquireSlot() => _slots.AcquireHeld();

    public void ReturnRunner(BatchRunner runner) => _runners.Put(runner);

    private bool IsLong => Volatile.Read(ref _latestTicks) > _longTicks;

    private BatchRunner RentRunner() =>
        _runners.TryTake() ?? new BatchRunner(this, _time, _settings.InputCount, _settings.States?.Slots.Length ?? 0);

    private void StartRunner() => Threads.Start(RentRunner(), IsLong);

    private void StartRunnerIfNeeded()
    {
        bool start;
        lock (_lock)
        {
            start = TryClaimRunner();
        }

        if (start)
        {
            StartRunner();
        }
    }

    /// <summary>Counts one more runner if there is something for it to do and a core to do it on. Under the lock; whoever claims it starts it.</summary>
    private bool TryClaimRunner()
    {
        // One runner at a time is on its way: it takes all that waits when it comes.
        if (_runnerIsComing || _waiting == 0 || Volatile.Read(ref _runs) >= _settings.MaxRuns
            || (_settings.MinBatchSize > 1 && MostUrgent(_time.GetTimestamp()) is null))
        {
            return false;
        }

        _runnerIsComing = true;
        Interlocked.Increment(ref _runs);
        return true;
    }

    /// <summary>The bucket whose first call is the most urgent of all, or null when none is to run now.</summary>
    private ShapeBucket? MostUrgent(long now)
    {
        ShapeBucket? urgent = _alone.Waiting.Count > 0 ? _alone : null;
        foreach (ShapeBucket bucket in _buckets?.All ?? [])
        {
            if (bucket.Waiting.Count > 0 && (urgent is null || bucket.Waiting.Head.IsBefore(urgent.Waiting.Head)) && MayRun(bucket, now))
            {
                urgent = bucket;
            }
        }

        return urgent;
    }

    /// <summary>Whether a bucket has as many rows as a run waits for, or has waited long enough. If not, the timer is set.</summary>
    private bool MayRun(ShapeBucket bucket, long now)
    {
        if (bucket.WaitingRows >= _settings.MinBatchSize)
        {
            return true;
        }

        long since = long.MaxValue;
        foreach (QueuedCall call in bucket.Waiting.Calls)
        {
            since = Math.Min(since, call.Accepted);
        }

        long until = _time.After(since, _settings.MinBatchTimeout);
        if (until > now)
        {
            _timer.SetAtLatest(until);
        }

        return until <= now;
    }

    /// <summary>
    /// Takes as many calls as share the next run. Heads that a full batch could not answer in time are given up: to run a smaller batch for
    /// their sake costs those behind them more (measured in the reference of Nexus, SOSP 2019), unless nobody behind them is late for it.
    /// </summary>
    private void Take(ShapeBucket bucket, long now, List<QueuedCall> late)
    {
        int limit = LimitOf(bucket);
        bool shrinks = true;
        while (bucket.Waiting.Head is { Deadline: not long.MaxValue } head && bucket.Waiting.Count > 1)
        {
            long left = head.Deadline - now;
            int full = Math.Max(Math.Min(bucket.HurriedRows, limit), head.Rows);
            if (bucket.Curve.PredictSafely(full) <= left)
            {
                break;
            }

            if (shrinks && bucket.Curve.RowsWithin(left, full) is var fewer && fewer >= head.Rows && fewer < full)
            {
                TakeRows(bucket, fewer);
                if (IsRestInTime(bucket, now + bucket.Curve.PredictSafely(fewer), limit))
                {
                    return;
                }

                PutBack(bucket);
                shrinks = false;
            }

            Dequeue(head);
            late.Add(head);
        }

        TakeRows(bucket, OnLadder(ShareOf(bucket, RowsOfRun(bucket, now, limit))));
    }

    /// <summary>All that waits and may share a run; but calls that can wait must not make those late that cannot.</summary>
    private static int RowsOfRun(ShapeBucket bucket, long now, int limit)
    {
        int rows = Math.Min(bucket.WaitingRows, limit);
        int hurried = Math.Min(bucket.HurriedRows, limit);
        return hurried == 0 || hurried == rows ? rows : Math.Max(hurried, bucket.Curve.RowsWithin(bucket.Waiting.Head.Deadline - now, rows));
    }

    /// <summary>
    /// How many of so many rows this run takes when there are cores for further runs: all of them, unless rows are no cheaper in the larger
    /// run. 64 streams of Silero VAD in one run kept one core busy and let the other rest; the GRU's 16 callers are better together.
    /// </summary>
    private int ShareOf(ShapeBucket bucket, int rows)
    {
        for (int parts = Math.Min(_settings.MaxRuns - Volatile.Read(ref _runs) + 1, rows); parts > 1; parts--)
        {
            int share = (rows + parts - 1) / parts;
            if (bucket.Curve.Predict(share) * parts <= bucket.Curve.Predict(rows) * PaysToDivide)
            {
                return share;
            }
        }

        return rows;
    }

    /// <summary>The most rows of a run.</summary>
    private int LimitOf(ShapeBucket bucket)
    {
        if (bucket.RunsAlone || Volatile.Read(ref _mergingFailed))
        {
            return 1;
        }

        return bucket.Curve.MergingPays ? _settings.BatchSize : ++bucket.Runs % TryMergingEvery == 0 ? Math.Min(RowsToTry, _settings.BatchSize) : 1;
    }

    /// <summary>The step of the ladder that so many rows reach, where a backend prepares itself for each size.</summary>
    private int OnLadder(int rows) => _settings.PrefersFewBatchSizes ? 1 << System.Numerics.BitOperations.Log2((uint)Math.Max(1, rows)) : rows;

    private void TakeRows(ShapeBucket bucket, int rows)
    {
        int taken = 0;
        do
        {
            QueuedCall head = bucket.Waiting.Head;
            if (_taken.Count > 0 && taken + head.Rows > rows)
            {
                return;
            }

            taken += head.Rows;
            Dequeue(head);
            _taken.Add(head);
        }
        while (bucket.Waiting.Count > 0 && taken < rows);
    }

    private static bool IsRestInTime(ShapeBucket bucket, long start, int limit)
    {
        if (bucket.Waiting.Count == 0)
        {
            return true;
        }

        long deadline = bucket.Waiting.Head.Deadline;
        return deadline == long.MaxValue || start + bucket.Curve.PredictSafely(Math.Min(bucket.HurriedRows, limit)) <= deadline;
    }

    private void PutBack(ShapeBucket bucket)
    {
        foreach (QueuedCall call in _taken)
        {
            call.Phase = CallPhase.Queued;
            bucket.Add(call);
            Interlocked.Increment(ref _waiting);
        }

        _taken.Clear();
    }

    /// <summary>How long a call like this would have to wait, if that is too long; null when it is accepted.</summary>
    private TimeSpan? PredictRefusal(QueuedCall call)
    {
        // An idle queue tries whatever it is given: it may have learned wrong.
        if (_waiting == 0 && (call.Deadline == long.MaxValue || Volatile.Read(ref _runs) < _settings.MaxRuns))
        {
            return null;
        }

        if (call.Deadline == long.MaxValue && _waiting <= _maxWaitTicks / Math.Max(1, _latestTicks))
        {
            // Even if each call that waits took as long as the latest run, and ran alone.
            return null;
        }

        long now = _time.GetTimestamp();
        long wait = PredictWait(now, call, out long run);
        bool refused = call.Deadline == long.MaxValue ? wait > _maxWaitTicks : wait + run > call.Deadline - now;
        return refused ? Elapsed(wait) : null;
    }

    /// <summary>How long a call would have to wait for the calls of its own session, each of which is a run of its own, if that is too long.</summary>
    private TimeSpan? PredictRefusal(QueuedCall call, ModelSession session)
    {
        long run = (_buckets?.Latest ?? _alone).Curve.Predict(call.Rows);
        long left = call.Deadline == long.MaxValue ? _maxWaitTicks : call.Deadline - _time.GetTimestamp();
        return run > 0 && session.Waiting > left / run ? Elapsed(run * session.Waiting) : null;
    }

    /// <summary>How long until a call runs, and how long that takes: a call that has a deadline goes before those that have none.</summary>
    private long PredictWait(long now, QueuedCall call, out long run)
    {
        bool hurried = call.Deadline != long.MaxValue;
        long ahead = (hurried ? _alone.HurriedCalls : _alone.Waiting.Count) * _alone.Curve.Predict(1);
        run = _alone.Curve.Predict(1);
        ShapeBucket? own = _buckets?.Latest;
        foreach (ShapeBucket bucket in _buckets?.All ?? [])
        {
            int waiting = (hurried ? bucket.HurriedRows : bucket.WaitingRows) + (bucket == own ? call.Rows : 0);
            if (waiting == 0)
            {
                continue;
            }

            int limit = Volatile.Read(ref _mergingFailed) || !bucket.Curve.MergingPays ? 1 : _settings.BatchSize;
            (int full, int rest) = Math.DivRem(waiting, limit);
            long last = rest == 0 ? 0 : bucket.Curve.Predict(rest);
            ahead += (full * bucket.Curve.Predict(limit)) + last;
            if (bucket == own)
            {
                // Its own run is not what it waits for.
                run = rest == 0 ? bucket.Curve.Predict(limit) : last;
                ahead -= run;
            }
        }

        return (ahead / _settings.MaxRuns) + UntilFree(now);
    }

    /// <summary>How long until a runner takes what waits.</summary>
    private long UntilFree(long now)
    {
        if (_running.Count < _settings.MaxRuns)
        {
            return 0;
        }

        long first = long.MaxValue;
        foreach (Batch batch in _running)
        {
            first = Math.Min(first, batch.ExpectedEnd);
        }

        return Math.Max(0, first - now);
    }

    /// <summary>A span of time as callers are told it, never nothing at all: that would say that the call was accepted.</summary>
    private TimeSpan Elapsed(long ticks) => TimeSpan.FromTicks(Math.Max(1, (long)(ticks * ((double)TimeSpan.TicksPerSecond / _time.TimestampFrequency))));
}
