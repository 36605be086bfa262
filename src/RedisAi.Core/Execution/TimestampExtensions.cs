namespace RedisAi.Execution;

/// <summary>Spans of time in the ticks of a clock's timestamps.</summary>
internal static class TimestampExtensions
{
    /// <summary>The ticks of a span of time, as many as there can be at most.</summary>
    public static long TicksOf(this TimeProvider time, TimeSpan span)
    {
        // Exact where the clock's ticks are those of a TimeSpan or a multiple of them, unlike seconds.
        double ticks = span.Ticks * ((double)time.TimestampFrequency / TimeSpan.TicksPerSecond);
        return ticks >= long.MaxValue / 2 ? long.MaxValue / 2 : (long)ticks;
    }

    /// <summary>The timestamp that lies a span of time after another.</summary>
    public static long After(this TimeProvider time, long timestamp, TimeSpan span)
    {
        long ticks = time.TicksOf(span);
        return ticks >= long.MaxValue - timestamp - 1 ? long.MaxValue - 1 : timestamp + ticks;
    }

    /// <summary>How long a timer has to wait until a timestamp: not at all where that is over.</summary>
    public static TimeSpan RoundUpTo(this TimeProvider time, long timestamp) => RoundUp(time.GetElapsedTime(time.GetTimestamp(), timestamp));

    /// <summary>How long a timer has to wait so that a span of time is over: timers count whole milliseconds, and no more than fit into 32 bits.</summary>
    public static TimeSpan RoundUp(TimeSpan left) => TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, uint.MaxValue - 1));
}
