namespace RedisAi.Batching;

/// <summary>Decides which of the calls that wait share the next run, and which could not be answered in time any more.</summary>
/// <remarks>Guarded by the lock of the queue.</remarks>
internal sealed class BatchFormer(QueueSettings settings, IReadOnlyList<Batch> running)
{
    /// <summary>One run in so many is merged where merging has not paid so far, with a few rows: the machine may have been disturbed.</summary>
    private const int TryMergingEvery = 256;

    /// <summary>One run in so many has one row where merging pays: otherwise nobody would know when it does not any more.</summary>
    private const int TryAloneEvery = 64;

    /// <summary>With how many rows; all that waited, one run in 64, cost a convolution net a tenth of its throughput.</summary>
    private const int RowsToTry = 4;

    /// <summary>Dividing what waits among idle cores may cost so many times the processor time of one run.</summary>
    private const double PaysToDivide = 1.05;

    private readonly List<QueuedCall> _released = [];
    private bool _mergingFailed;

    /// <summary>Runs each call alone from now on; returns whether that is new. Needs no lock.</summary>
    public bool StopMerging() => !Interlocked.Exchange(ref _mergingFailed, true);

    /// <summary>Whether calls may share a run.</summary>
    public bool CanMerge(ShapeBucket bucket) => !bucket.RunsAlone && !Volatile.Read(ref _mergingFailed);

    /// <summary>The most rows that runs have as a rule: 1 where merging is not possible, the fewest that a run waits for where it has not paid.</summary>
    public int UsualLimitOf(ShapeBucket bucket) =>
        !CanMerge(bucket) ? 1 : bucket.Curve.MergingPays ? settings.BatchSize : Math.Max(1, settings.MinBatchSize);

    /// <summary>
    /// Takes as many calls as share the next run. Heads that a full batch could not answer in time are given up: to run a smaller batch for
    /// their sake costs those behind them more (measured in the reference of Nexus, SOSP 2019), unless nobody behind them is late for it.
    /// </summary>
    /// <param name="bucket">Has calls; loses those that are taken or given up.</param>
    /// <param name="now">The time.</param>
    /// <param name="idleCores">How many cores there are for further runs.</param>
    /// <param name="taken">Empty; takes the calls of the run.</param>
    /// <param name="late">Takes the calls that are given up.</param>
    public void Form(ShapeBucket bucket, long now, int idleCores, List<QueuedCall> taken, List<QueuedCall> late)
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
                TakeRows(bucket, fewer, taken);
                if (IsRestInTime(bucket, now + bucket.Curve.PredictSafely(fewer), limit))
                {
                    return;
                }

                PutBack(bucket, taken);
                shrinks = false;
            }

            bucket.Remove(head);
            late.Add(head);
        }

        int rows = RowsOfRun(bucket, now, limit);

        // What has been waited for is not divided again.
        int share = idleCores > 0 ? ShareOf(bucket, rows, idleCores) : FairShareOf(bucket, now, rows);
        share = Math.Max(OnLadder(share), Math.Min(rows, settings.MinBatchSize));
        TakeRows(bucket, share, taken);
        if (settings.MinBatchSize > 1 && share < rows)
        {
            Release(bucket, rows - share);
        }
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
    private static int ShareOf(ShapeBucket bucket, int rows, int idleCores)
    {
        for (int parts = Math.Min(idleCores + 1, rows); parts > 1; parts--)
        {
            int share = (rows + parts - 1) / parts;
            if (bucket.Curve.Predict(share) * parts <= bucket.Curve.Predict(rows) * PaysToDivide)
            {
                return share;
            }
        }

        return rows;
    }

    /// <summary>
    /// How many of so many rows this run takes when all cores are busy: no more than its share of all rows that wait or run, if who comes next can answer the rest as early. Callers
    /// come back together, so who has many of them keeps them: 64 callers went on as 53 on one core and 11 on the other.
    /// </summary>
    private int FairShareOf(ShapeBucket bucket, long now, int rows)
    {
        int all = bucket.WaitingRows;
        long next = long.MaxValue;
        foreach (Batch batch in running)
        {
            all += batch.Bucket == bucket ? batch.Rows : 0;
            next = Math.Min(next, Math.Max(now, batch.ExpectedEnd));
        }

        int fair = (all + running.Count) / (running.Count + 1);
        return fair < rows && next - now + bucket.Curve.Predict(rows - fair) <= bucket.Curve.Predict(rows) ? fair : rows;
    }

    /// <summary>The most rows of the next run.</summary>
    private int LimitOf(ShapeBucket bucket)
    {
        int usual = UsualLimitOf(bucket);
        if (!CanMerge(bucket))
        {
            return usual;
        }

        bucket.Runs++;
        return bucket.Curve.MergingPays
            ? bucket.Runs % TryAloneEvery == 0 ? 1 : usual
            : bucket.Runs % TryMergingEvery == 0 ? Math.Max(usual, Math.Min(RowsToTry, settings.BatchSize)) : usual;
    }

    /// <summary>Lets calls that this run has left to another one go without waiting for company again.</summary>
    private void Release(ShapeBucket bucket, int rows)
    {
        if (bucket.Waiting.Count == 0)
        {
            return;
        }

        TakeRows(bucket, rows, _released);
        _released.ForEach(static call => call.IsReleased = true);
        PutBack(bucket, _released);
    }

    /// <summary>The step of the ladder that so many rows reach, where a backend prepares itself for each size.</summary>
    private int OnLadder(int rows) => settings.PrefersFewBatchSizes ? 1 << System.Numerics.BitOperations.Log2((uint)Math.Max(1, rows)) : rows;

    private static void TakeRows(ShapeBucket bucket, int rows, List<QueuedCall> calls)
    {
        int taken = 0;
        do
        {
            QueuedCall head = bucket.Waiting.Head;
            if (calls.Count > 0 && taken + head.Rows > rows)
            {
                return;
            }

            taken += head.Rows;
            bucket.Remove(head);
            calls.Add(head);
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

    private static void PutBack(ShapeBucket bucket, List<QueuedCall> calls)
    {
        calls.ForEach(bucket.Add);
        calls.Clear();
    }
}
