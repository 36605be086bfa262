namespace RedisAi.Samples.AbTest.Trials;

/// <summary>Times, sorted.</summary>
internal sealed class Latencies(IEnumerable<TimeSpan> times)
{
    private readonly TimeSpan[] _sorted = [.. times.Order()];

    public TimeSpan Median => At(0.5);

    /// <summary>What 99 of 100 did not exceed.</summary>
    public TimeSpan Percentile99 => At(0.99);

    private TimeSpan At(double share) => _sorted.Length == 0 ? default : _sorted[(int)Math.Ceiling(share * _sorted.Length) - 1];
}
