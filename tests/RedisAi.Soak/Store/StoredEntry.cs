using System.Diagnostics;

namespace RedisAi.Soak.Store;

/// <summary>An entry as it must be in the store.</summary>
/// <param name="Number">Of its content.</param>
/// <param name="GoesFrom">It may be gone from this time on; null for never.</param>
/// <param name="GoesUntil">It must be gone from this time on.</param>
internal sealed record StoredEntry(int Number, long? GoesFrom = null, long? GoesUntil = null)
{
    private static readonly long s_slack = Stopwatch.Frequency / 100;

    public bool MayBeGone(long end) => end >= GoesFrom - s_slack;

    public bool MustBeGone(long begin) => begin > GoesUntil + s_slack;

    /// <summary>The same, with another time to live, that was set in this time.</summary>
    public StoredEntry Expiring(TimeSpan? timeToLive, long begin, long end)
    {
        long? ticks = timeToLive is { } time ? (long)(time.TotalSeconds * Stopwatch.Frequency) : null;
        return new StoredEntry(Number, begin + ticks, end + ticks);
    }
}
