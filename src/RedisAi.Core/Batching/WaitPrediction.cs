using RedisAi.Execution;

namespace RedisAi.Batching;

/// <summary>Predicts how long a call would have to wait, by what waits, what runs and what runs cost, and refuses it if that is too long.</summary>
/// <param name="settings">How calls are queued and run.</param>
/// <param name="buckets">The calls that wait and may share runs; null when none may.</param>
/// <param name="alone">The calls that wait for a run of their own.</param>
/// <param name="parked">The calls that wait for an earlier one of their session.</param>
/// <param name="running">The runs that are going on.</param>
/// <param name="former">Knows how large runs are.</param>
/// <param name="time">The clock.</param>
/// <remarks>Guarded by the lock of the queue, whose lists these are.</remarks>
internal sealed class WaitPrediction(
    QueueSettings settings, ShapeBuckets? buckets, ShapeBucket alone, ShapeBucket parked, IReadOnlyList<Batch> running, BatchFormer former, TimeProvider time)
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
        int behind = parked.Waiting.Count;
        if (waiting == 0 && (call.Deadline == long.MaxValue ? behind == 0 : runs < settings.MaxRuns))
        {
            return null;
        }

        if (call.Deadline == long.MaxValue && waiting + behind <= _maxWaitTicks / Math.Max(1, latestTicks))
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

    /// <summary>How long calls of the session that waits longest would have to go on waiting; none of them has left its session yet.</summary>
    public TimeSpan LongestWait(List<QueuedCall> calls)
    {
        long run = (buckets?.Latest ?? alone).Curve.Predict(1);
        int most = 0;
        foreach (QueuedCall call in calls)
        {
            most = Math.Max(most, call.Session?.Waiting ?? 0);
        }

        return Elapsed(run * most);
    }

    /// <summary>How long until a call runs, and how long that takes: a call that has a deadline goes before those that have none.</summary>
    private long PredictWait(long now, QueuedCall call, out long run)
    {
        bool hurried = call.Deadline != long.MaxValue;
        ShapeBucket? own = buckets?.Latest;
        int aheadAlone = hurried ? alone.HurriedCalls : alone.Waiting.Count;
        long ahead = (own is null ? WithParked(aheadAlone, limit: 1, hurried) : aheadAlone) * alone.Curve.Predict(1);
        run = alone.Curve.Predict(1);
        foreach (ShapeBucket bucket in buckets?.All ?? ShapeBuckets.None)
        {
            int limit = former.UsualLimitOf(bucket);
            long waiting = hurried ? bucket.HurriedRows : bucket.WaitingRows;
            waiting = bucket == own ? WithParked(waiting, limit, hurried) + call.Rows : waiting;
            if (waiting == 0)
            {
                continue;
            }

            (long full, long left) = Math.DivRem(waiting, limit);
            int rest = (int)left;
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

    /// <summary>
    /// The rows that go before a call, of which so many wait for a run. Calls that wait for their sessions came before it, too; but no more of them come into the queue
    /// with each run than there are calls before them that are waiting or running, so that many of one session do not keep those of others out of large runs.
    /// </summary>
    private long WithParked(long waiting, int limit, bool hurried)
    {
        long behind = hurried ? parked.HurriedRows : parked.WaitingRows;
        if (behind == 0)
        {
            return waiting;
        }

        long withEach = waiting;
        foreach (Batch batch in running)
        {
            withEach += batch.Rows;
        }

        withEach = Math.Min(withEach, behind);
        return waiting + (limit > withEach ? Math.Min(behind, withEach * (1 + (waiting / (limit - withEach)))) : behind);
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
