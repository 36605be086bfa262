using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>One loaded model: its session, the slots in which it runs, and its end.</summary>
/// <remarks>
/// A call holds a slot, and the slots in use are what keeps the session open: there is no count that all calls on all processors would
/// fight over. Closing sets a flag, takes the idle slots out, and whoever returns the last slot closes the session. Taking a slot and
/// looking at the flag, and setting the flag and looking for slots, are separated by full fences, so one of both sides sees the other.
/// </remarks>
internal sealed class ModelVersion
{
    /// <summary>A run that is expected to take longer does not run on the thread of an asynchronous caller.</summary>
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(1);

    /// <summary>Below this not every run is timed.</summary>
    private static readonly TimeSpan s_short = TimeSpan.FromMicroseconds(10);

    private readonly IModelSession _session;
    private readonly TimeProvider _time;
    private readonly StripedPool<ExecutionSlot> _idle = new();
    private readonly StripedPool<ResultState> _results = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _quickTicks;
    private readonly long _shortTicks;
    private readonly Lock _lock = new();
    private volatile bool _closing;
    private long _expectedTicks = long.MaxValue;

    // Guarded by _lock. The counters stay when their slot is gone.
    private readonly List<ExecutionSlot> _slots = [];
    private readonly List<RunCounters> _counters = [];
    private bool _sessionClosed;

    public ModelVersion(string key, int number, string backendName, IModelSession session, ModelOptions options, EngineMetrics metrics, TimeProvider time)
    {
        Key = key;
        Number = number;
        BackendName = backendName;
        Options = options;
        Metrics = metrics;
        Signature = session.Signature;
        Binder = new InputBinder(key, session.Signature);
        _session = session;
        _time = time;
        _quickTicks = (long)(s_quick.TotalSeconds * time.TimestampFrequency);
        _shortTicks = (long)(s_short.TotalSeconds * time.TimestampFrequency);
    }

    public string Key { get; }

    public int Number { get; }

    public string BackendName { get; }

    public ModelOptions Options { get; }

    public ModelSignature Signature { get; }

    public InputBinder Binder { get; }

    public EngineMetrics Metrics { get; }

    /// <summary>Completes when the session is closed.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Whether the next run is expected to take less than a millisecond; false while nothing is known.</summary>
    public bool IsQuick => Volatile.Read(ref _expectedTicks) < _quickTicks;

    /// <summary>Whether runs are so short that timing each would show. Not when the clock stands still, as it may in tests.</summary>
    public bool IsShort => Volatile.Read(ref _expectedTicks) is var expected && expected > 0 && expected < _shortTicks;

    /// <summary>Takes a slot, or returns null when this version is closing.</summary>
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

    public void Return(ExecutionSlot slot)
    {
        _idle.Put(slot);
        if (_closing)
        {
            CloseIdle();
        }
    }

    /// <summary>Takes a result that was disposed, or makes one.</summary>
    public ResultState TakeResult() => _results.TryTake() ?? new ResultState(Signature);

    /// <summary>Keeps a result that was disposed.</summary>
    public void KeepResult(ResultState state) => _results.Put(state);

    /// <summary>Notes how long a run took, for <see cref="IsQuick"/>: a moving average over about eight runs.</summary>
    public void NoteDuration(long ticks)
    {
        // Races lose an update now and then, which an estimate can bear.
        long expected = _expectedTicks;
        Volatile.Write(ref _expectedTicks, expected == long.MaxValue ? ticks : expected + ((ticks - expected) / 8));
    }

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

    public ModelInfo GetInfo()
    {
        RunCounters[] counters;
        lock (_lock)
        {
            counters = [.. _counters];
        }

        return new ModelInfo(Key, Number, BackendName, Options.Device, Options.Tag, Signature, RunCounters.Sum(counters, _time.TimestampFrequency));
    }

    private ExecutionSlot? TryCreateSlot()
    {
        lock (_lock)
        {
            if (_closing)
            {
                return null;
            }

            ExecutionSlot slot = new(this, _session.CreateExecution(), _time);
            _slots.Add(slot);
            _counters.Add(slot.Counters);
            return slot;
        }
    }

    private void CloseIdle()
    {
        lock (_lock)
        {
            while (_idle.TryTake() is { } slot)
            {
                _slots.Remove(slot);
                slot.Dispose();
            }

            if (_slots.Count > 0 || _sessionClosed)
            {
                return;
            }

            // Under the lock, so that nobody closes it twice; nothing else is waited for here.
            _sessionClosed = true;
            _session.Dispose();
        }

        _closed.TrySetResult();
    }
}
