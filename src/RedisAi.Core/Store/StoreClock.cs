namespace RedisAi.Store;

/// <summary>The store's view of time: timestamps that never go back, for expiry, and a coarse one for eviction.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    private const int MaxAttempts = 10;

    private static readonly TimeSpan s_close = TimeSpan.FromMilliseconds(1);

    private readonly long _ticksPerMillisecond = Math.Max(1, time.TimestampFrequency / 1000);

    public TimeProvider Time => time;

    public long Now => time.GetTimestamp();

    /// <summary>Milliseconds, wrapping after 49 days; differences of it are meaningful.</summary>
    public uint CoarseNow => (uint)(time.GetTimestamp() / _ticksPerMillisecond);

    /// <summary>This moment by both clocks, read as close together as it goes: a thread may stand still in between.</summary>
    public ClockMoment Moment()
    {
        ClockMoment moment;
        int attempts = 0;
        do
        {
            long before = Now;
            moment = new ClockMoment(time.GetUtcNow(), before);
        }
        while (time.GetElapsedTime(moment.Timestamp) > s_close && ++attempts < MaxAttempts);

        return moment;
    }

    /// <summary>When something expires, by the clock that people read; null for never.</summary>
    public DateTimeOffset? TimeOf(long expiresAt, ClockMoment at)
    {
        if (expiresAt == 0)
        {
            return null;
        }

        TimeSpan left = time.GetElapsedTime(at.Timestamp, expiresAt);
        return left < DateTimeOffset.MaxValue - at.Time ? at.Time + left : DateTimeOffset.MaxValue;
    }

    /// <summary>When something expires, as a timestamp: of this moment or before where that is over.</summary>
    public long TimestampOf(DateTimeOffset expires, ClockMoment at)
    {
        double ticks = (expires - at.Time).Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond);
        return ticks >= long.MaxValue - at.Timestamp ? long.MaxValue : Math.Max(1, at.Timestamp + (long)ticks);
    }

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
