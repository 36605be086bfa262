namespace RedisAi.Cli.Benching;

/// <summary>What calls took.</summary>
/// <param name="ticks">The ticks of each of them, of a clock with <paramref name="frequency"/> of them a second.</param>
/// <param name="frequency">How many ticks a second has.</param>
internal sealed class Latencies(IEnumerable<long> ticks, long frequency)
{
    private readonly long[] _sorted = [.. ticks.Order()];

    public int Count => _sorted.Length;

    /// <summary>What a share of the calls took at most.</summary>
    public TimeSpan Percentile(double share) => _sorted.Length == 0
        ? TimeSpan.Zero
        : TimeSpan.FromTicks((long)Math.Round((double)_sorted[Math.Min(_sorted.Length - 1, (int)(share * _sorted.Length))] * TimeSpan.TicksPerSecond / frequency));
}
