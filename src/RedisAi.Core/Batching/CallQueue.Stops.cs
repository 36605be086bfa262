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
        Leave(call.Session);
        Fail(call, reason);
    }

    private void Fail(QueuedCall call, StopReason reason)
    {
        call.Fail(ErrorOf(call, reason));
        NoteEnded(1);
    }

    private Exception ErrorOf(QueuedCall call, StopReason reason) =>
        StopError.Create(_slots.Subject.ToString(), reason, _time.GetElapsedTime(call.Accepted, call.Deadline), call.CancellationToken);

    /// <summary>Why the timer ends a call: its time is over, unless it was cancelled before it got where it is.</summary>
    private static StopReason ReasonOf(QueuedCall call) => call.StopRequest == StopReason.None ? StopReason.TimedOut : call.StopRequest;

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
        RunnerStart start;
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

            // A parked call that has just been given its turn is ended by whoever goes on with it.
            ended?.RemoveAll(call => !TryTakeOut(call, ReasonOf(call)));
            _timer.SetAtLatest(next);
            start = ClaimRunner();
        }

        ended?.ForEach(call => EndEarly(call, ReasonOf(call)));
        StartRunner(start);
    }
}
