using RedisAi.Backends;

namespace RedisAi.Execution;

/// <summary>Stops a run when its caller cancels, its time is over, or the engine closes; used again for the next run.</summary>
/// <remarks>
/// Whoever wants to stop the run does so under <see cref="_lock"/> and only while it is armed, and the run ends under the same lock:
/// after that nobody's late request can hit the next run. A timer's tick, late or early, is told from a due one by the clock.
/// A run that has neither deadline nor token does without the lock (30 ns of 1 us): only the closing engine could stop it, and then
/// there is no next run.
/// </remarks>
internal sealed class RunStopper(IExecution execution, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private bool _timerSet;
    private bool _watched;

    // Guarded by _lock where the run is watched.
    private volatile bool _armed;
    private long _deadline = long.MaxValue;
    private volatile StopReason _reason;
    private long _asked;

    /// <summary>How long the last run that was asked to stop went on all the same.</summary>
    public TimeSpan Overrun { get; private set; }

    /// <summary>Starts watching over a run.</summary>
    /// <param name="deadline">A timestamp; <see cref="long.MaxValue"/> for none.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>Why the run need not start, if that is known already.</returns>
    public StopReason Arm(long deadline, CancellationToken cancellationToken)
    {
        if (deadline == long.MaxValue && !cancellationToken.CanBeCanceled)
        {
            _armed = true;
            return StopReason.None;
        }

        return cancellationToken.IsCancellationRequested ? StopReason.Cancelled : Watch(deadline, cancellationToken);
    }

    /// <summary>Starts watching over a run that others may stop, who know its calls' times and tokens.</summary>
    public void ArmForStop()
    {
        lock (_lock)
        {
            _deadline = long.MaxValue;
            _armed = true;
            _watched = true;
        }
    }

    /// <summary>Asks the run to stop, if there is one.</summary>
    public void Stop(StopReason reason)
    {
        lock (_lock)
        {
            if (_armed && _reason == StopReason.None)
            {
                _reason = reason;
                _asked = time.GetTimestamp();
                execution.Cancel();
            }
        }
    }

    /// <summary>Ends the watch; says whether the run was asked to stop, and lets the execution forget it.</summary>
    public StopReason Disarm()
    {
        if (!_watched)
        {
            _armed = false;
            return NoteOverrun(_reason);
        }

        return Unwatch();
    }

    public void Dispose() => _timer?.Dispose();

    private StopReason Watch(long deadline, CancellationToken cancellationToken)
    {
        TimeSpan left = deadline == long.MaxValue ? TimeSpan.MaxValue : time.GetElapsedTime(time.GetTimestamp(), deadline);
        if (left <= TimeSpan.Zero)
        {
            return StopReason.TimedOut;
        }

        lock (_lock)
        {
            _deadline = deadline;
            _armed = true;
            _watched = true;
        }

        if (deadline != long.MaxValue)
        {
            _timer ??= time.CreateTimer(static state => ((RunStopper)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(TimestampExtensions.RoundUp(left), Timeout.InfiniteTimeSpan);
            _timerSet = true;
        }

        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static state => ((RunStopper)state!).Stop(StopReason.Cancelled), this);
        }

        return StopReason.None;
    }

    private StopReason Unwatch()
    {
        StopReason reason;
        lock (_lock)
        {
            _armed = false;
            _watched = false;
            _deadline = long.MaxValue;
            reason = _reason;
            _reason = StopReason.None;
        }

        _registration.Dispose();
        _registration = default;
        if (_timerSet)
        {
            _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timerSet = false;
        }

        if (reason != StopReason.None)
        {
            execution.ResetCancel();
        }

        return NoteOverrun(reason);
    }

    private StopReason NoteOverrun(StopReason reason)
    {
        if (reason != StopReason.None)
        {
            Overrun = time.GetElapsedTime(_asked, time.GetTimestamp());
        }

        return reason;
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (!_armed || _deadline == long.MaxValue)
            {
                return;
            }

            TimeSpan left = time.GetElapsedTime(time.GetTimestamp(), _deadline);
            if (left <= TimeSpan.Zero)
            {
                Stop(StopReason.TimedOut);
            }
            else
            {
                // Timers go by a coarser clock, and may be a little early; or this is the last run's, and late.
                _timer!.Change(TimestampExtensions.RoundUp(left), Timeout.InfiniteTimeSpan);
            }
        }
    }
}
