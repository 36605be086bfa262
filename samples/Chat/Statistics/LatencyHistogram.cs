namespace RedisAi.Samples.Chat.Statistics;

/// <summary>Counts times in buckets, each nine per cent longer than the one before.</summary>
internal sealed class LatencyHistogram
{
    private const double Shortest = 1e-6;
    private const int BucketsPerDoubling = 8;
    private const int Doublings = 27;

    private readonly long[] _counts = new long[Doublings * BucketsPerDoubling];

    public long Count => _counts.Sum();

    public void Record(double seconds)
    {
        int bucket = (int)(Math.Log2(Math.Max(seconds, Shortest) / Shortest) * BucketsPerDoubling);
        Interlocked.Increment(ref _counts[Math.Min(bucket, _counts.Length - 1)]);
    }

    /// <summary>The seconds that a share of all took at most; 0 when nothing was counted.</summary>
    public double Percentile(double share)
    {
        long left = (long)Math.Ceiling(Count * share);
        for (int bucket = 0; bucket < _counts.Length && left > 0; bucket++)
        {
            left -= _counts[bucket];
            if (left <= 0)
            {
                return Shortest * Math.Pow(2, (bucket + 1.0) / BucketsPerDoubling);
            }
        }

        return 0;
    }
}
