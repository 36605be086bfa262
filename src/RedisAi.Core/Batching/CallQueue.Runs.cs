using RedisAi.Execution;

namespace RedisAi.Batching;

/// <content>Who runs what waits, and how much of it at once.</content>
internal sealed partial class CallQueue
{
    /// <summary>A run that took longer goes to a thread of its own: threads of the pool have other work to do.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(5);

    /// <summary>Calls on their way from the queue to a batch; guarded by the lock, empty outside of it.</summary>
    private readonly List<QueuedCall> _taken = [];

    /// <summary>Takes what is most urgent into a batch, and what would come too late out of the queue. Called by a runner when it comes.</summary>
    /// <param name="batch">Takes the calls.</param>
    /// <param name="cameByPool">Whether the runner has waited for a thread of the pool.</param>
    /// <param name="late">Takes the calls that are to be refused.</param>
    /// <param name="retryAfter">What these are told.</param>
    /// <returns>False when there is nothing to run: the runner is not counted any more.</returns>
    public bool TryTake(Batch batch, bool cameByPool, List<QueuedCall> late, out TimeSpan retryAfter)
    {
        RunnerStart start;
        lock (_lock)
        {
            if (cameByPool && !TryArriveByPool())
            {
                retryAfter = TimeSpan.Zero;
                return false;
            }

            _runnerIsComing = false;
            long now = _time.GetTimestamp();
            ShapeBucket? bucket = MostUrgent(now);
            if (bucket is null)
            {
                Interlocked.Decrement(ref _runs);
                retryAfter = TimeSpan.Zero;
                return false;
            }

            _former.Form(bucket, now, _settings.MaxRuns - Volatile.Read(ref _runs), _taken, late);
            late.ForEach(static call => call.Phase = CallPhase.Apart);
            Interlocked.Add(ref _waiting, -(_taken.Count + late.Count));
            foreach (QueuedCall call in _taken)
            {
                batch.Add(call, now);
            }

            if (cameByPool)
            {
                _company.Note(_taken.Count);
            }

            _taken.Clear();
            batch.ExpectedEnd = now + bucket.Curve.Predict(batch.Rows);
            _running.Add(batch);
            retryAfter = late.Count == 0 ? TimeSpan.Zero : _prediction.Elapsed(bucket.Curve.Predict(bucket.WaitingRows + batch.Rows));
            start = ClaimRunner();
        }

        StartRunner(start);
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

        // Whoever listens may call models, so not under the lock.
        _slots.Metrics.RunEnded(_slots.Subject, batch.Rows);
    }

    /// <summary>Ends a runner's turn, once its calls have ended: it goes, comes again, or goes on where it is.</summary>
    /// <param name="callers">How many callers it has answered, who may come back with their next calls.</param>
    /// <param name="runner">The runner.</param>
    /// <param name="mayGoOnHere">Whether its thread is one of the engine's own, and has nothing else to do.</param>
    /// <returns>Whether it is to run the next batch on this thread; if not, it is not the caller's any more.</returns>
    public bool EndTurn(int callers, BatchRunner runner, bool mayGoOnHere)
    {
        RunnerStart start = RunnerStart.None;
        lock (_lock)
        {
            // Callers that were answered together come back together: until they have, the runner is on its way,
            // so that the first of them does not start a run for itself alone.
            if (!_runnerIsComing && Volatile.Read(ref _runs) <= MaxRuns && (callers > 1 || (_waiting > 0 && MostUrgent(_time.GetTimestamp()) is not null)))
            {
                _runnerIsComing = true;
                start = ChooseThread();
            }
            else
            {
                Interlocked.Decrement(ref _runs);
            }
        }

        // Another thread would be woken while this one still has its core, and put beside the other runs: they would share a core, and the one that is left would idle.
        // On two cores that took a quarter of the throughput of a model whose runs take 6 ms, and a third where calls share runs.
        if (start == RunnerStart.ByOwnThread && mayGoOnHere)
        {
            if (callers > 1)
            {
                Threads.Yield();
            }

            return true;
        }

        if (start != RunnerStart.None)
        {
            runner.Start(start);
        }
        else
        {
            ReturnRunner(runner);
            StartRunnerIfNeeded();
        }

        return false;
    }

    /// <summary>What a call ends with whose time is over; null while it is not.</summary>
    public Exception? TimeoutOf(QueuedCall call) => call.Deadline <= _time.GetTimestamp() ? ErrorOf(call, StopReason.TimedOut) : null;

    /// <summary>Whether anybody still wants a batch, or the member of it that is run alone.</summary>
    public bool IsWanted(Batch batch)
    {
        lock (_lock)
        {
            return batch.IsWanted;
        }
    }

    /// <summary>Notes which member is run alone from now on, so that its end stops that run; false when it does not want one.</summary>
    public bool TryBeginAlone(Batch batch, int member)
    {
        lock (_lock)
        {
            batch.RunningAlone = member;
            return batch.IsWanted;
        }
    }

    /// <summary>Lets a runner that runs on its caller's thread take what waits now; false when it is to go.</summary>
    public bool TryContinueTurn() => Volatile.Read(ref _waiting) > 0;

    /// <summary>Runs each call alone from now on: the outputs of a batch could not be divided among its calls.</summary>
    public void StopMerging(Exception reason)
    {
        if (!_former.StopMerging())
        {
            return;
        }

        try
        {
            _settings.MergingFailed?.Invoke(reason);
        }
#pragma warning disable CA1031 // It tells the log, which is the application's code; on a thread of ours its exception would end the process.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>A slot to run in, also while the queue is closing.</summary>
    public ExecutionSlot AcquireSlot() => _slots.AcquireHeld();

    public void ReturnRunner(BatchRunner runner) => _runners.Put(runner);

    private bool IsLong => Volatile.Read(ref _latestTicks) > _longTicks;

    private BatchRunner RentRunner() =>
        _runners.TryTake() ?? new BatchRunner(this, _time, _settings.InputCount, _settings.States?.Slots.Length ?? 0);

    /// <summary>Notes that a thread of the pool waits for a call: runs must not wait for such threads any more, nor those that do already.</summary>
    public void BeginBlocking()
    {
        Interlocked.Increment(ref _blocked);
        SupersedeThoseByPool();
    }

    public void EndBlocking() => Interlocked.Decrement(ref _blocked);

    /// <summary>Notes that a run makes a call of this queue, for which it waits: there may be one run more.</summary>
    public void BeginNested()
    {
        Interlocked.Increment(ref _nested);
        SupersedeThoseByPool();

        // The call itself may have to wait for its turn, until a call has been answered that is in the queue.
        StartRunnerIfNeeded();
    }

    public void EndNested() => Interlocked.Decrement(ref _nested);

    /// <summary>How many runs there may be at once: one that waits for a call of this queue needs no core.</summary>
    private int MaxRuns => _settings.MaxRuns + Volatile.Read(ref _nested);

    /// <summary>Starts a runner that was claimed, unless the caller is that.</summary>
    private void StartRunner(RunnerStart start)
    {
        if (start is RunnerStart.ByPool or RunnerStart.ByOwnThread)
        {
            RentRunner().Start(start);
        }
    }

    private void StartRunnerIfNeeded()
    {
        RunnerStart start;
        lock (_lock)
        {
            start = ClaimRunner();
        }

        StartRunner(start);
    }

    /// <summary>Counts one more runner if there is something for it to do and a core to do it on. Under the lock; whoever claims it starts it.</summary>
    private RunnerStart ClaimRunner(bool mayRunHere = false)
    {
        // One runner at a time is on its way: it takes what waits when it comes.
        if (_runnerIsComing || _waiting == 0 || Volatile.Read(ref _runs) >= MaxRuns
            || (_settings.MinBatchSize > 1 && MostUrgent(_time.GetTimestamp()) is null))
        {
            return RunnerStart.None;
        }

        _runnerIsComing = true;
        Interlocked.Increment(ref _runs);
        return mayRunHere ? RunnerStart.Here : ChooseThread();
    }

    /// <summary>
    /// Chooses where a runner comes from. Threads of the pool that wait for calls, and runs that do, may hold all that the pool has: it adds
    /// one or two a second, so 8 callers who blocked the threads of a pool of 2 were hardly answered at all.
    /// </summary>
    private RunnerStart ChooseThread()
    {
        if (IsLong || Volatile.Read(ref _blocked) > 0 || Volatile.Read(ref _nested) > 0)
        {
            return RunnerStart.ByOwnThread;
        }

        _comingByPool++;
        return RunnerStart.ByPool;
    }

    /// <summary>Counts a runner that has waited for a thread of the pool; false when another has come in its place.</summary>
    private bool TryArriveByPool()
    {
        if (_superseded > 0)
        {
            _superseded--;
            return false;
        }

        _comingByPool--;
        return true;
    }

    /// <summary>Starts a runner on a thread of its own in the place of each that waits for a thread of the pool.</summary>
    private void SupersedeThoseByPool()
    {
        int superseded;
        lock (_lock)
        {
            superseded = _comingByPool;
            _comingByPool = 0;
            _superseded += superseded;
        }

        for (int i = 0; i < superseded; i++)
        {
            StartRunner(RunnerStart.ByOwnThread);
        }
    }

    /// <summary>The bucket whose first call is the most urgent of all, or null when none is to run now.</summary>
    private ShapeBucket? MostUrgent(long now)
    {
        ShapeBucket? urgent = _alone.Waiting.Count > 0 ? _alone : null;
        foreach (ShapeBucket bucket in _buckets?.All ?? ShapeBuckets.None)
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
        if (bucket.WaitingRows >= _settings.MinBatchSize || bucket.ReleasedCalls > 0 || !_former.CanMerge(bucket))
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
}
