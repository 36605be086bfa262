namespace RedisAi.Tensors.Memory;

/// <summary>Lets idle pools shrink: a timer that runs only while there is something to drop.</summary>
internal sealed class PoolTrimmer : IDisposable
{
    private readonly Func<bool> _trim;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private int _armed;

    /// <param name="time">Where the time comes from.</param>
    /// <param name="period">What was not used for so long is dropped.</param>
    /// <param name="trim">Drops what was idle since the last call; says whether something is left.</param>
    public PoolTrimmer(TimeProvider time, TimeSpan period, Func<bool> trim)
    {
        _trim = trim;
        _period = period;
        _timer = time.CreateTimer(static state => ((PoolTrimmer)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes sure that the timer runs. Called on the slow path of each return.</summary>
    public void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
        {
            _timer.Change(_period, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        Volatile.Write(ref _armed, 0);
        if (_trim())
        {
            Arm();
        }
    }
}
