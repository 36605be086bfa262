using RedisAi.Execution;

namespace RedisAi.Batching;

/// <summary>Calls back at a timestamp; one timer for all calls of a queue, set anew only for an earlier time than it is set to.</summary>
/// <remarks>Guarded by the lock of the queue, but for the callback, which comes without it.</remarks>
#pragma warning disable CA1001 // Stopped by the queue when its last call has ended.
internal sealed class QueueTimer(TimeProvider time, Action due)
#pragma warning restore CA1001
{
    private ITimer? _timer;
    private long _dueAt = long.MaxValue;
    private bool _disposed;

    /// <summary>Sees to it that the callback comes at this time or before; <see cref="long.MaxValue"/> for no matter.</summary>
    public void SetAtLatest(long timestamp)
    {
        if (timestamp >= _dueAt || _disposed)
        {
            return;
        }

        _dueAt = timestamp;
        _timer ??= time.CreateTimer(static state => ((QueueTimer)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(time.RoundUpTo(timestamp), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that the time has come; called first of all by the callback.</summary>
    public void Reset() => _dueAt = long.MaxValue;

    /// <summary>Ends the timer.</summary>
    public void Stop()
    {
        _disposed = true;
        _timer?.Dispose();
    }

    private void Tick() => due();
}
