namespace RedisAi.Simulation.Statistics;

/// <summary>Times in buckets of which sixteen double: a percentile is at most 4.5 % off, however many times there are.</summary>
internal sealed class LatencyHistogram
{
    private const double Least = 1e-7;
    private const int BucketsPerDoubling = 16;

    private readonly long[] _buckets = new long[36 * BucketsPerDoubling];
    private double _sum;

    public long Count { get; private set; }

    /// <summary>Gets the longest time, exactly.</summary>
    public double Max { get; private set; }

    /// <summary>Gets the mean, exactly; 0 without times.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    public void Add(double seconds)
    {
        int bucket = seconds <= Least ? 0 : (int)(Math.Log2(seconds / Least) * BucketsPerDoubling);
        _buckets[Math.Min(bucket, _buckets.Length - 1)]++;
        _sum += seconds;
        Max = Math.Max(Max, seconds);
        Count++;
    }

    /// <summary>The time that so large a share of all times does not exceed; 0 without times.</summary>
    public double Percentile(double share)
    {
        long left = Math.Max(1, (long)Math.Ceiling(share * Count));
        for (int i = 0; i < _buckets.Length && Count > 0; i++)
        {
            left -= _buckets[i];
            if (left <= 0)
            {
                return Math.Min(Max, Least * Math.Pow(2, (i + 0.5) / BucketsPerDoubling));
            }
        }

        return Max;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        (_sum, Count, Max) = (0, 0, 0);
    }
}
