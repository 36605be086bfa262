namespace RedisAi.Execution;

/// <summary>How long the next run will take, by the runs before it.</summary>
internal sealed class DurationEstimate(TimeProvider time)
{
    /// <summary>A run that is expected to take longer does not run on the thread of an asynchronous caller.</summary>
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(1);

    /// <summary>Below this not every run is timed.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromMicroseconds(10);

    private readonly long _quickTicks = (long)(s_quick.TotalSeconds * time.TimestampFrequency);
    private readonly long _shortTicks = (long)(s_short.TotalSeconds * time.TimestampFrequency);
    private long _expectedTicks = long.MaxValue;

    /// <summary>Whether the next run is expected to take less than a millisecond; false while nothing is known.</summary>
    public bool IsQuick => Volatile.Read(ref _expectedTicks) < _quickTicks;

    /// <summary>Whether runs are so short that timing each would show. Not when the clock stands still, as it may in tests.</summary>
    public bool IsShort => Volatile.Read(ref _expectedTicks) is var expected && expected > 0 && expected < _shortTicks;

    /// <summary>Notes how long a run took: the estimate is a moving average over about eight runs.</summary>
    public void Note(long ticks)
    {
        // Races lose an update now and then, which an estimate can bear.
        long expected = _expectedTicks;
        Volatile.Write(ref _expectedTicks, expected == long.MaxValue ? ticks : expected + ((ticks - expected) / 8));
    }
}
