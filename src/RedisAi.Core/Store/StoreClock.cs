namespace RedisAi.Store;

/// <summary>The store's view of time: timestamps that never go back, for expiry, and a coarse one for eviction.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    private readonly long _ticksPerMillisecond = Math.Max(1, time.TimestampFrequency / 1000);

    public TimeProvider Time => time;

    public long Now => time.GetTimestamp();

    /// <summary>Milliseconds, wrapping after 49 days; differences of it are meaningful.</summary>
    public uint CoarseNow => (uint)(time.GetTimestamp() / _ticksPerMillisecond);

    /// <summary>When something expires; 0 for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time to live is not positive.</exception>
    public long ExpiryOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } left)
        {
            return 0;
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(left, TimeSpan.Zero, nameof(timeToLive));
        // Exact where the clock's ticks are those of a TimeSpan or a multiple of them, unlike seconds.
        double ticks = left.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond);
        long now = Now;
        return ticks >= long.MaxValue - now ? long.MaxValue : now + Math.Max(1, (long)ticks);
    }

    /// <summary>The time left until a timestamp.</summary>
    public TimeSpan Left(long expiresAt) => time.GetElapsedTime(Now, expiresAt);
}
