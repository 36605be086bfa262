using RedisAi.Execution;

namespace RedisAi.Batching;

/// <summary>Predicts how long a call would have to wait, by what waits, what runs and what runs cost, and refuses it if that is too long.</summary>
/// <param name="settings">How calls are queued and run.</param>
/// <param name="buckets">The calls that wait and may share runs; null when none may.</param>
/// <param name="alone">The calls that wait for a run of their own.</param>
/// <param name="running">The runs that are going on.</param>
/// <param name="former">Knows how large runs are.</param>
/// <param name="time">The clock.</param>
/// <remarks>Guarded by the lock of the queue, whose lists these are.</remarks>
internal sealed class WaitPrediction(
    QueueSettings settings, ShapeBuckets? buckets, ShapeBucket alone, IReadOnlyList<Batch> running, BatchFormer former, TimeProvider time)
{
    private readonly long _maxWaitTicks = time.TicksOf(settings.MaxWait);

    /// <summary>How long a call like this would have to wait, if that is too long; null when it is accepted.</summary>
    /// <param name="call">The call.</param>
    /// <param name="waiting">How many calls wait.</param>
    /// <param name="runs">How many runs are going on or about to begin.</param>
    /// <param name="latestTicks">How long the latest run took.</param>
    public TimeSpan? Refusal(QueuedCall call, int waiting, int runs, long latestTicks)
    {
        // An idle queue tries whatever it is given: it may have learned wrong.
        if (waiting == 0 && (call.Deadline == long.MaxValue || runs < settings.MaxRuns))
        {
            return null;
        }

        if (call.Deadline == long.MaxValue && waiting <= _maxWaitTicks / Math.Max(1, latestTicks))
        {
            // Even if each call that waits took as long as the latest run, and ran alone.
            return null;
        }

        long now = time.GetTimestamp();
        long wait = PredictWait(now, call, out long run);
        bool refused = call.Deadline == long.MaxValue ? wait > _maxWaitTicks : wait + run > call.Deadline - now;
        return refused ? Elapsed(wait) : null;
    }

    /// <summary>How long a call would have to wait for the calls of its own session, each of which is a run of its own, if that is too long.</summary>
    public TimeSpan? Refusal(QueuedCall call, ModelSession session)
    {
        long run = (buckets?.Latest ?? alone).Curve.Predict(call.Rows);
        long left = call.Deadline == long.MaxValue ? _maxWaitTicks : call.Deadline - time.GetTimestamp();
        return run > 0 && session.Waiting > left / run ? Elapsed(run * session.Waiting) : null;
    }

    /// <summary>How long until a call runs, and how long that takes: a call that has a deadline goes before those that have none.</summary>
    private long PredictWait(long now, QueuedCall call, out long run)
    {
        bool hurried = call.Deadline != long.MaxValue;
        long ahead = (hurried ? alone.HurriedCalls : alone.Waiting.Count) * alone.Curve.Predict(1);
        run = alone.Curve.Predict(1);
        ShapeBucket? own = buckets?.Latest;
        foreach (ShapeBucket bucket in buckets?.All ?? [])
        {
            int waiting = (hurried ? bucket.HurriedRows : bucket.WaitingRows) + (bucket == own ? call.Rows : 0);
            if (waiting == 0)
            {
                continue;
            }

            int limit = former.UsualLimitOf(bucket);
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

        return (ahead / settings.MaxRuns) + UntilFree(now);
    }

    /// <summary>How long until a runner takes what waits.</summary>
    private long UntilFree(long now)
    {
        if (running.Count < settings.MaxRuns)
        {
            return 0;
        }

        long first = long.MaxValue;
        foreach (Batch batch in running)
        {
            first = Math.Min(first, batch.ExpectedEnd);
        }

        return Math.Max(0, first - now);
    }

    /// <summary>A span of time as callers are told it, never nothing at all: that would say that the call was accepted.</summary>
    public TimeSpan Elapsed(long ticks) => TimeSpan.FromTicks(Math.Max(1, (long)(ticks * ((double)TimeSpan.TicksPerSecond / time.TimestampFrequency))));
}
