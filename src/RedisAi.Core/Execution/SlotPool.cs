using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Errors;

namespace RedisAi.Execution;

/// <summary>The slots in which one version of a model or script runs, and its end.</summary>
/// <remarks>
/// A call holds a slot, and the slots in use are what keeps the session open: there is no count that all calls on all processors would
/// fight over. Closing sets a flag, takes the idle slots out, and whoever returns the last slot closes the session. Taking a slot and
/// looking at the flag, and setting the flag and looking for slots, are separated by full fences, so one of both sides sees the other.
/// </remarks>
/// <param name="subject">What runs.</param>
/// <param name="session">Disposed when the last slot is back after <see cref="Close"/>.</param>
/// <param name="createSlot">Makes a slot; called under a lock.</param>
/// <param name="metrics">Where calls are recorded.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told what cannot be closed.</param>
internal sealed class SlotPool(
    RunSubject subject, IDisposable session, Func<SlotPool, ExecutionSlot> createSlot, EngineMetrics metrics, TimeProvider time, ILogger logger)
{
    // All of them: closing looks for each.
    private readonly StripedPool<ExecutionSlot> _idle = new(limit: int.MaxValue);
    private readonly StripedPool<ResultState> _results = new(depth: 32);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile bool _closing;

    // Guarded by _lock. The counters stay when their slot is gone.
    private readonly List<ExecutionSlot> _slots = [];
    private readonly List<RunCounters> _counters = [];
    private bool _sessionClosed;
    private bool _held;

    public RunSubject Subject => subject;

    public EngineMetrics Metrics => metrics;

    public TimeProvider Time => time;

    /// <summary>Completes when the session is closed.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Keeps the session open until <see cref="ReleaseHold"/>, whether slots are in use or not; called before anything runs.</summary>
    public void Hold() => _held = true;

    /// <summary>Takes a slot, or returns null when the version is closing.</summary>
    public ExecutionSlot? TryAcquire()
    {
        ExecutionSlot? slot = _idle.TryTake() ?? TryCreateSlot();
        if (slot is null || !_closing)
        {
            return slot;
        }

        Return(slot);
        return null;
    }

    /// <summary>Takes a slot for a call that was accepted before the version began to close, and that holds it open.</summary>
    public ExecutionSlot AcquireHeld() => _idle.TryTake() ?? CreateSlot();

    /// <summary>Lets the session be closed: no accepted call waits for a slot any more.</summary>
    public void ReleaseHold()
    {
        lock (_lock)
        {
            _held = false;
        }

        if (_closing)
        {
            CloseIdle();
        }
    }

    public void Return(ExecutionSlot slot)
    {
        _idle.Put(slot);
        if (_closing)
        {
            CloseIdle();
        }
    }

    /// <summary>Takes a result that was disposed, or returns null.</summary>
    public ResultState? TryTakeResult() => _results.TryTake();

    /// <summary>Keeps a result that was disposed.</summary>
    public void KeepResult(ResultState state) => _results.Put(state);

    /// <summary>Refuses further calls; the session is closed when the last running one ends, which <see cref="Closed"/> tells.</summary>
    public void Close()
    {
        _closing = true;
        Interlocked.MemoryBarrier();
        CloseIdle();
    }

    /// <summary>Asks all running calls to stop.</summary>
    public void StopRuns()
    {
        lock (_lock)
        {
            _slots.ForEach(static slot => slot.Stop(StopReason.Shutdown));
        }
    }

    /// <summary>Adds up what the slots have run.</summary>
    public RunStatistics GetStatistics()
    {
        RunCounters[] counters;
        lock (_lock)
        {
            counters = [.. _counters];
        }

        return RunCounters.Sum(counters, time.TimestampFrequency);
    }

    private ExecutionSlot? TryCreateSlot()
    {
        lock (_lock)
        {
            return _closing ? null : CreateSlot();
        }
    }

    private ExecutionSlot CreateSlot()
    {
        lock (_lock)
        {
            // First: a slot that is not kept is never closed, nor is the session then.
            int count = _slots.Count + 1;
            _idle.MakeRoomFor(count);
            _slots.EnsureCapacity(count);
            _counters.EnsureCapacity(_counters.Count + 1);

            ExecutionSlot slot = createSlot(this);
            _slots.Add(slot);
            _counters.Add(slot.Counters);
            return slot;
        }
    }

    private void CloseIdle()
    {
        Exception? error = null;
        bool closes;
        lock (_lock)
        {
            while (_idle.TryTake() is { } slot)
            {
                _slots.Remove(slot);
                Exception? failure = Disposal.TryAll(slot);
                error ??= failure;
            }

            closes = _slots.Count == 0 && !_held && !_sessionClosed;
            if (closes)
            {
                // Under the lock, so that nobody closes it twice; nothing else is waited for here.
                _sessionClosed = true;
                Exception? failure = Disposal.TryAll(session);
                error ??= failure;
            }
        }

        if (error is not null)
        {
            Tell(error);
        }

        if (closes)
        {
            _closed.TrySetResult();
        }
    }

    /// <summary>Whoever gives a slot back may have a result, which neither a session that cannot be closed nor a logger must take away.</summary>
    private void Tell(Exception error)
    {
        try
        {
            logger.SessionNotClosed(error, subject.ToString(), subject.Version);
        }
#pragma warning disable CA1031 // There is nobody left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
