namespace RedisAi.Testing;

/// <summary>Virtual time: it stands still until <see cref="Advance"/> is called, which also fires the timers that become due.</summary>
/// <remarks>
/// Timers fire on the thread that advances, in the order in which they are due, with the clock at the moment each of them is due; so what
/// they do has happened when <see cref="Advance"/> returns. All members may be called from several threads at once.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private long _ticks;
    private long _armings;

    /// <param name="start">What the clock shows at first; null for the first second of 2026.</param>
    public ManualTimeProvider(DateTimeOffset? start = null)
    {
        _start = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _ticks = TimeSpan.TicksPerDay;
    }

    /// <summary>Gets the ticks of a second: those of <see cref="TimeSpan"/>, so that nothing is lost between the two.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Gets or sets what is called whenever a timer has fired, with the clock where it was then.</summary>
    public Action? Fired { get; set; }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Gets how many timers are waiting to fire.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp() - TimeSpan.TicksPerDay);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass, and fires the timers that become due meanwhile.</summary>
    /// <param name="by">How much; zero fires what is due already.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target = GetTimestamp() + by.Ticks;
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
            Fired?.Invoke();
        }

        lock (_lock)
        {
            _ticks = Math.Max(_ticks, target);
        }
    }

    /// <summary>Lets time pass until the next timer is due, and fires it.</summary>
    /// <returns>False when no timer is waiting.</returns>
    public bool AdvanceToNext()
    {
        ManualTimer? next = TakeDue(long.MaxValue);
        if (next is null)
        {
            return false;
        }

        next.Fire();
        Fired?.Invoke();
        return true;
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_lock)
        {
            ManualTimer? next = _timers.MinBy(static timer => (timer.DueAt, timer.Order));
            if (next is null || next.DueAt > target)
            {
                return null;
            }

            _ticks = Math.Max(_ticks, next.DueAt);
            _timers.Remove(next);
            if (next.Period is { } period)
            {
                Arm(next, period);
            }

            return next;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        timer.DueAt = _ticks + dueTime.Ticks;
        timer.Order = _armings++;
        _timers.Add(timer);
    }

    /// <summary>A timer of this clock; its properties are guarded by the clock's lock.</summary>
    private sealed class ManualTimer(ManualTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public long DueAt { get; set; }

        public long Order { get; set; }

        public TimeSpan? Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                if (_disposed)
                {
                    return false;
                }

                time._timers.Remove(this);
                Period = period > TimeSpan.Zero ? period : null;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
                    time.Arm(this, dueTime);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                _disposed = true;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
