namespace RedisAi.Samples.Chat.Statistics;

/// <summary>What was measured of one model in about a second.</summary>
internal sealed class ModelInterval
{
    /// <summary>How many ranges of batch sizes are told apart: 1, 2 to 3, 4 to 7, and so on.</summary>
    private const int Ranges = 11;

    private readonly long[] _batchSizes = new long[Ranges];
    private long _runs;
    private long _rows;
    private long _answers;
    private long _failures;

    public LatencyHistogram Latency { get; } = new();

    public long Answers => Volatile.Read(ref _answers);

    public long Failures => Volatile.Read(ref _failures);

    public double MeanBatch => _runs == 0 ? 0 : (double)_rows / _runs;

    public IReadOnlyList<long> BatchSizes => _batchSizes;

    public void RecordRun(long rows)
    {
        Interlocked.Increment(ref _runs);
        Interlocked.Add(ref _rows, rows);
        Interlocked.Increment(ref _batchSizes[Math.Min((int)long.Log2(rows), Ranges - 1)]);
    }

    public void RecordAnswer() => Interlocked.Increment(ref _answers);

    public void RecordFailure() => Interlocked.Increment(ref _failures);
}
