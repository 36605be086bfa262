namespace RedisAi.Batching;

/// <summary>Forgets sessions whose states are gone, now and then: a session that expired in the store does not say so itself.</summary>
internal sealed class SessionSweeper : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    private readonly SessionTables _tables;
    private readonly ITimer _timer;
    private int _armed;
    private volatile bool _disposed;

    public SessionSweeper(SessionTables tables, TimeProvider time)
    {
        _tables = tables;
        _timer = time.CreateTimer(static state => ((SessionSweeper)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that there are sessions.</summary>
    public void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0 && !_disposed)
        {
            _timer.Change(s_period, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private void Tick()
    {
        Volatile.Write(ref _armed, 0);
        if (_tables.Sweep() && !_disposed)
        {
            Arm();
        }
    }
}
