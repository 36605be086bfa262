namespace RedisAi.Server.Connections;

/// <summary>What the connections of an endpoint know of each other.</summary>
internal sealed class EndpointActivity
{
    private long _served;
    private int _spinning;
    private int _tick;

    /// <summary>How often a client was served. Threads may overwrite each other's count, which costs a client a needless look or saves one.</summary>
    public long Served => Volatile.Read(ref _served);

    /// <summary>Seconds, counted by the sweeper: good enough for timeouts, and free of charge.</summary>
    public int Tick => Volatile.Read(ref _tick);

    public void NextTick() => Interlocked.Increment(ref _tick);

    public long NoteServed()
    {
        long served = _served + 1;
        Volatile.Write(ref _served, served);
        return served;
    }

    /// <summary>One connection at a time may look for its client's next command without sleeping.</summary>
    public bool TryBeginSpin() => Interlocked.CompareExchange(ref _spinning, 1, 0) == 0;

    public void EndSpin() => Volatile.Write(ref _spinning, 0);
}
