namespace RedisAi.Keyspace;

/// <summary>The clock of a keyspace: milliseconds that never go back, and the time of day that they stand for.</summary>
internal sealed class KeyspaceClock(TimeProvider time)
{
    private const long MaxDrift = 1000;

    private long? _offset;

    public long Now => (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds;

    /// <summary>Milliseconds since 1970.</summary>
    public long UnixNow => time.GetUtcNow().ToUnixTimeMilliseconds();

    public long FromUnix(long milliseconds) => milliseconds - Offset();

    public long ToUnix(long milliseconds) => milliseconds + Offset();

    /// <summary>From this clock to the time of day. It stays the same until somebody sets the time of day, so that a time that was given is the one that is told.</summary>
    private long Offset()
    {
        long offset = UnixNow - Now;
        if (_offset is not { } kept || Math.Abs(offset - kept) > MaxDrift)
        {
            _offset = kept = offset;
        }

        return kept;
    }
}
