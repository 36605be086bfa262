using System.Diagnostics;
using System.Runtime.ExceptionServices;
using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Models;

namespace RedisAi.Execution;

/// <summary>Everything that one call at a time of one model version needs; used again for the next call.</summary>
/// <remarks>Whoever holds a slot holds the version: it is not closed before the slot is back.</remarks>
internal sealed class ExecutionSlot : IDisposable
{
    private readonly ModelVersion _version;
    private readonly IModelExecution _execution;
    private readonly TensorValue[] _inputs;
    private readonly RunStopper _stopper;
    private readonly TimeProvider _time;

    private ResultState? _spare;

    private long _accepted;
    private long _deadline;
    private bool _waited;
    private bool _observed;
    private bool _timed;
    private int _untimed;
    private CancellationToken _cancellationToken;

    public ExecutionSlot(ModelVersion version, IModelExecution execution, TimeProvider time)
    {
        _version = version;
        _execution = execution;
        _time = time;
        _inputs = new TensorValue[version.Signature.Inputs.Count];
        _stopper = new RunStopper(execution, time);
    }

    public RunCounters Counters { get; } = new();

    /// <summary>Checks the inputs of the call.</summary>
    public InputBinder Binder => _version.Binder;

    /// <summary>Whether the run is expected to take less than a millisecond.</summary>
    public bool IsQuick => _version.IsQuick;

    /// <summary>Where the inputs of the call go, each with a reference.</summary>
    public Span<TensorValue> Inputs => _inputs;

    /// <summary>Starts a call: from here on its time counts.</summary>
    public void Accept(InferenceOptions? options, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _waited = false;
        _observed = _version.Metrics.IsCallEnabled || EngineActivity.IsEnabled;
        _timed = !_version.IsShort || ++_untimed == RunCounters.ShortRunsPerTimedOne;
        if (_timed || _observed || options?.Timeout is not null)
        {
            _untimed = 0;
            _timed = true;
            _accepted = _time.GetTimestamp();
        }

        _deadline = options?.Timeout is { } timeout ? DeadlineAfter(timeout) : long.MaxValue;
    }

    /// <summary>Notes that the call goes to another thread before it runs.</summary>
    public void Wait() => _waited = true;

    /// <summary>Runs the call on this thread, and gives the slot back, whatever happens.</summary>
    public ModelResult RunAndReturn()
    {
        ResultState state = TakeResult();
        try
        {
            if (_observed)
            {
                RunObserved(state);
            }
            else
            {
                Run(state);
            }

            return new ModelResult(state);
        }
        catch
        {
            state.Abandon();
            throw;
        }
        finally
        {
            Return();
        }
    }

    /// <summary>Runs without counting, for warm-up; what it gives is released.</summary>
    /// <returns>The ticks that it took.</returns>
    public long RunUncounted()
    {
        ResultState state = TakeResult();
        try
        {
            long started = _time.GetTimestamp();
            _execution.Execute(_inputs, state.Values);
            return _time.GetTimestamp() - started;
        }
        finally
        {
            state.Abandon();
        }
    }

    /// <summary>Gives the slot back without running: the inputs were refused.</summary>
    public void Return()
    {
        foreach (ref TensorValue input in _inputs.AsSpan())
        {
            if (!input.IsEmpty)
            {
                input.Release();
                input = default;
            }
        }

        _cancellationToken = default;
        _version.Return(this);
    }

    /// <summary>Keeps a result that was disposed for a later run, unless there is one already.</summary>
    /// <remarks>
    /// Without interlocked operations (15 ns of a call of 1 us): only the call that holds the slot takes the spare, and of two results
    /// that are put here at once one is lost to the collector. Further ones, of a caller that holds several, go to the version.
    /// </remarks>
    public void KeepForNext(ResultState state)
    {
        if (Volatile.Read(ref _spare) is null)
        {
            Volatile.Write(ref _spare, state);
        }
        else
        {
            _version.KeepResult(state);
        }
    }

    /// <summary>Asks a run to stop, if there is one.</summary>
    public void Stop(StopReason reason) => _stopper.Stop(reason);

    public void Dispose()
    {
        _stopper.Dispose();
        _execution.Dispose();
    }

    private ResultState TakeResult()
    {
        ResultState? state = Volatile.Read(ref _spare);
        if (state is null)
        {
            state = _version.TakeResult();
        }
        else
        {
            _spare = null;
        }

        state.Slot = this;
        return state;
    }

    private void Run(ResultState state)
    {
        // A call that did not wait for a thread starts when it was accepted, which saves reading the clock once.
        long started = _waited ? _time.GetTimestamp() : _accepted;
        StopReason reason = _stopper.Arm(_deadline, _cancellationToken);
        if (reason != StopReason.None)
        {
            throw Explain(reason, null);
        }

        Exception? failure = null;
        try
        {
            _execution.Execute(_inputs, state.Values);
        }
#pragma warning disable CA1031 // It is thrown again below, once it is known whether the run was asked to stop.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        reason = _stopper.Disarm();
        if (failure is not null || reason != StopReason.None)
        {
            Counters.Failed();
            throw Explain(reason, failure);
        }

        Counters.Succeeded(Rows(state));
        if (_timed)
        {
            long ticks = _time.GetTimestamp() - started;
            Counters.Timed(ticks, runs: _version.IsShort ? RunCounters.ShortRunsPerTimedOne : 1);
            _version.NoteDuration(ticks);
        }
    }

    private void RunObserved(ResultState state)
    {
        using Activity? activity = EngineActivity.StartRun(_version.Key, _version.BackendName, _version.Number);
        long started = _time.GetTimestamp();
        Exception? failure = null;
        try
        {
            Run(state);
        }
        catch (Exception error)
        {
            failure = error;
            activity?.Fail(error);
            throw;
        }
        finally
        {
            TimeSpan elapsed = _time.GetElapsedTime(_accepted, _time.GetTimestamp());
            TimeSpan queued = _time.GetElapsedTime(_accepted, started);
            _version.Metrics.CallEnded(_version.Key, _version.BackendName, elapsed, queued, failure is null ? Rows(state) : 0, failure);
        }
    }

    /// <summary>Rows as RedisAI counts samples: the first axis of the first output.</summary>
    private static long Rows(ResultState state) => state.Values is [{ IsEmpty: false } first, ..] && first.Shape.Rank > 0 ? first.Shape[0] : 1;

    private Exception Explain(StopReason reason, Exception? failure)
    {
        switch (reason)
        {
            case StopReason.Cancelled:
                return new OperationCanceledException($"The call of model '{_version.Key}' was cancelled.", failure, _cancellationToken);
            case StopReason.TimedOut:
                TimeSpan timeout = _time.GetElapsedTime(_accepted, _deadline);
                return new TimeoutException($"The call of model '{_version.Key}' was not done within {timeout.TotalMilliseconds:F0} ms.", failure);
            case StopReason.Shutdown:
                return new ObjectDisposedException($"The engine was disposed while model '{_version.Key}' was running.", failure);
            default:
                ExceptionDispatchInfo.Throw(failure!);
                return failure!;
        }
    }

    private long DeadlineAfter(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        double ticks = timeout.Ticks * ((double)_time.TimestampFrequency / TimeSpan.TicksPerSecond);
        return ticks >= long.MaxValue - _accepted - 1 ? long.MaxValue - 1 : _accepted + (long)ticks;
    }
}
