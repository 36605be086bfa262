using RedisAi.Execution;

namespace RedisAi.Batching;

/// <content>The early end of calls: cancelled, out of time, or left over when the engine closes.</content>
internal sealed partial class CallQueue
{
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
            case CallPhase.Holding:
                RemoveHolding(call.Hold!);
                return true;
            case CallPhase.Queued:
                Dequeue(call);
                return true;
            case CallPhase.Running:
                Batch batch = call.Batch!;
                batch.Drop(call);
                call.Phase = CallPhase.Apart;
                if (batch.Wanted == 0 || batch.RunningAlone == call.Member)
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
        (SessionHold? hold, call.Hold) = (call.Hold, null);
        Leave(call.Session);
        Fail(call, reason);
        hold?.GiveUp();
    }

    private void Fail(QueuedCall call, StopReason reason)
    {
        call.Fail(ErrorOf(call, reason));
        NoteEnded(1);
    }

    private Exception ErrorOf(QueuedCall call, StopReason reason) =>
        StopError.Create(_slots.Subject.ToString(), reason, _time.GetElapsedTime(call.Accepted, call.Deadline), call.CancellationToken);

    private void CollectAll(List<QueuedCall> calls)
    {
        calls.AddRange(_parked.Waiting.Calls);
        calls.AddRange(_holding.Select(static hold => hold.Call!));
        calls.AddRange(_alone.Waiting.Calls);
        foreach (ShapeBucket bucket in _buckets?.All ?? ShapeBuckets.None)
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
        List<QueuedCall>? over = null;
        TimeSpan retryAfter = TimeSpan.Zero;
        long now;
        RunnerStart start;
        lock (_lock)
        {
            _timer.Reset();
            now = _time.GetTimestamp();
            long next = long.MaxValue;
            CollectOver(now, ref over, ref next);
            retryAfter = over is null ? TimeSpan.Zero : _prediction.LongestWait(over);

            // A parked call that has just been given its turn is ended by whoever goes on with it.
            over?.RemoveAll(call => !TryTakeOut(call, call.ReasonToEnd(now) ?? StopReason.None));
            _timer.SetAtLatest(next);
            start = ClaimRunner();
        }

        foreach (QueuedCall call in over ?? [])
        {
            if (call.ReasonToEnd(now) is { } reason)
            {
                EndEarly(call, reason);
            }
            else
            {
                call.Refuse(retryAfter);
                NoteEnded(1);
            }
        }

        StartRunner(start);
    }

    /// <summary>Finds the calls that are to end now, without looking at those that are not: there may be many, and a deadline each millisecond.</summary>
    private void CollectOver(long now, ref List<QueuedCall>? over, ref long next)
    {
        _parked.Waiting.CollectOver(now, ref over, ref next);
        CollectOver(_alone, now, ref over, ref next);
        foreach (ShapeBucket bucket in _buckets?.All ?? ShapeBuckets.None)
        {
            CollectOver(bucket, now, ref over, ref next);
        }

        foreach (Batch batch in _running)
        {
            batch.CollectOver(now, ref over, ref next);
        }
    }

    private static void CollectOver(ShapeBucket bucket, long now, ref List<QueuedCall>? over, ref long next)
    {
        if (bucket.HurriedCalls > 0)
        {
            bucket.Waiting.CollectOver(now, ref over, ref next);
        }
    }
}
