using System.Diagnostics;
using System.Runtime.ExceptionServices;
using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Tensors;

namespace RedisAi.Execution;

/// <summary>Everything that one call at a time of one version needs; used again for the next call.</summary>
/// <remarks>Whoever holds a slot holds the version: it is not closed before the slot is back.</remarks>
internal abstract class ExecutionSlot : IDisposable
{
    private readonly SlotPool _pool;
    private readonly IExecution _execution;
    /// <summary>A run that goes on longer after it was asked to stop did not hear it.</summary>
    private static readonly TimeSpan s_prompt = TimeSpan.FromMilliseconds(100);

    private readonly RunStopper _stopper;
    private readonly TimeProvider _time;

    private TensorValue[] _inputs;
    private int _inputCount;
    private ResultState? _spare;

    private DurationEstimate _estimate;
    private long _accepted;
    private bool _waited;
    private bool _observed;

    // How many runs the timing of this call stands for; 0 when it is not timed.
    private int _timedRuns;
    private int _untimed;

    protected ExecutionSlot(SlotPool pool, IExecution execution, DurationEstimate estimate, int inputCount)
    {
        _pool = pool;
        _execution = execution;
        _time = pool.Time;
        _estimate = estimate;
        _inputs = new TensorValue[inputCount];
        _inputCount = inputCount;
        _stopper = new RunStopper(execution, _time);
    }

    public RunCounters Counters { get; } = new();

    /// <summary>Whether the run is expected to take less than a millisecond.</summary>
    public bool IsQuick => _estimate.IsQuick;

    /// <summary>The model or script, for messages.</summary>
    public string Subject => _pool.Subject.ToString();

    /// <summary>Where the inputs of the call go, each with a reference; empty ones stand for what was left out.</summary>
    public Span<TensorValue> Inputs => _inputs.AsSpan(0, _inputCount);

    /// <summary>When the call is to be stopped, as a timestamp; <see cref="long.MaxValue"/> for never.</summary>
    protected long Deadline { get; private set; }

    /// <summary>The caller's token.</summary>
    protected CancellationToken CancellationToken { get; private set; }

    /// <summary>What the call runs, for messages.</summary>
    protected virtual string Name => _pool.Subject.ToString();

    /// <summary>The function that the call runs, where there are several.</summary>
    protected virtual string? Function => null;

    /// <summary>Starts a call: from here on its time counts.</summary>
    public void Accept(InferenceOptions? options, CancellationToken cancellationToken)
    {
        Begin(mustTime: options?.Timeout is not null, cancellationToken);
        Deadline = options?.Timeout is { } timeout ? DeadlineAfter(timeout) : long.MaxValue;
    }

    /// <summary>Starts a call that is part of another, whose deadline and token it has.</summary>
    public void AcceptPart(long deadline, CancellationToken cancellationToken)
    {
        Begin(mustTime: deadline != long.MaxValue, cancellationToken);
        Deadline = deadline;
    }

    /// <summary>Notes that the call goes to another thread before it runs.</summary>
    public void Wait() => _waited = true;

    /// <summary>Runs without counting, for warm-up; what it gives is released.</summary>
    /// <returns>The ticks that it took.</returns>
    /// <exception cref="OperationCanceledException">It was not started. A run that is stopped fails as the backend says.</exception>
    public long RunUncounted(CancellationToken cancellationToken)
    {
        ResultState state = TakeResult();
        try
        {
            if (_stopper.Arm(long.MaxValue, cancellationToken) != StopReason.None)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            long started = _time.GetTimestamp();
            Execute(state);
            return _time.GetTimestamp() - started;
        }
        finally
        {
            _stopper.Disarm();
            state.Abandon();
        }
    }

    /// <summary>Gives the slot back; without a run, when the inputs were refused.</summary>
    public void Return()
    {
        ReleaseInputs();
        CancellationToken = default;
        _pool.Return(this);
    }

    /// <summary>Keeps a result that was disposed for a later run, unless there is one already.</summary>
    /// <remarks>
    /// Without interlocked operations (15 ns of a call of 1 us): only the call that holds the slot takes the spare, and of two results
    /// that are put here at once one is lost to the collector. Further ones, of a caller that holds several, go to the pool.
    /// </remarks>
    public void KeepForNext(ResultState state)
    {
        if (Volatile.Read(ref _spare) is null)
        {
            Volatile.Write(ref _spare, state);
        }
        else
        {
            _pool.KeepResult(state);
        }
    }

    /// <summary>A result for the outputs of a run; the caller's to give back.</summary>
    public ResultState NewResult() => TakeResult();

    /// <summary>Runs once for calls that have waited in a queue, which watches over their times and tokens; what fails, the caller counts.</summary>
    /// <param name="state">Takes the outputs, also those of a run that fails.</param>
    /// <param name="calls">How many calls share the run.</param>
    /// <param name="isWanted">Whether any of them still wants it, once it can be stopped.</param>
    /// <returns>False when none does: nothing was run.</returns>
    public bool RunQueued(ResultState state, int calls, Func<bool> isWanted)
    {
        long started = _time.GetTimestamp();
        _stopper.ArmForStop();
        long rows = 0;
        bool wanted = false;
        Exception? failure = null;
        try
        {
            wanted = isWanted();
            rows = wanted ? Execute(state) : 0;
        }
#pragma warning disable CA1031 // It is thrown again below, once it is known whether the run was asked to stop.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        StopReason reason = _stopper.Disarm();
        if (!wanted)
        {
            return false;
        }

        if (failure is not null || reason != StopReason.None)
        {
            Counters.Failed(calls: 0);
            throw Explain(reason, failure, TimeSpan.Zero);
        }

        long ticks = _time.GetTimestamp() - started;
        Counters.Succeeded(calls, rows);
        Counters.Timed(ticks, 1);
        if (calls == 1)
        {
            _estimate.Note(ticks);
        }

        return true;
    }

    /// <summary>Gives up the inputs.</summary>
    public virtual void ReleaseInputs()
    {
        foreach (ref TensorValue input in Inputs)
        {
            if (!input.IsEmpty)
            {
                LentValues.GiveUp(in input);
                input = default;
            }
        }
    }

    /// <summary>Asks a run to stop, if there is one.</summary>
    public void Stop(StopReason reason) => _stopper.Stop(reason);

    public void Dispose()
    {
        _stopper.Dispose();
        _execution.Dispose();
    }

    /// <summary>Runs once, and puts the outputs into a result, also those of a run that fails.</summary>
    /// <returns>The rows that were run.</returns>
    protected abstract long Execute(ResultState state);

    /// <summary>Makes a result for the outputs of a run.</summary>
    protected abstract ResultState CreateResult();

    /// <summary>Why a failed run failed, if it was not this slot that asked it to stop.</summary>
    protected virtual StopReason ReasonOf(Exception failure) => StopReason.None;

    /// <summary>Makes room for the inputs of a call whose number is not always the same; called while there are none.</summary>
    protected void SetInputCount(int count)
    {
        if (count > _inputs.Length)
        {
            _inputs = new TensorValue[Math.Max(count, 2 * _inputs.Length)];
        }

        _inputCount = count;
    }

    /// <summary>Sets by what the length of the call is guessed; called before it is accepted.</summary>
    protected void SetEstimate(DurationEstimate estimate) => _estimate = estimate;

    /// <summary>Runs the call on this thread, and gives the slot back, whatever happens.</summary>
    /// <returns>The outputs, the caller's to dispose.</returns>
    protected ResultState RunToEnd()
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

            return state;
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

    private void Begin(bool mustTime, CancellationToken cancellationToken)
    {
        CancellationToken = cancellationToken;
        _waited = false;
        _observed = _pool.Metrics.IsCallEnabled || EngineActivity.IsEnabled;
        _timedRuns = mustTime || _observed || !_estimate.IsShort ? 1 : TimeOneOfSeveral();
        if (_timedRuns > 0)
        {
            _accepted = _time.GetTimestamp();
        }
    }

    private int TimeOneOfSeveral()
    {
        if (++_untimed < RunCounters.ShortRunsPerTimedOne)
        {
            return 0;
        }

        _untimed = 0;
        return RunCounters.ShortRunsPerTimedOne;
    }

    private ResultState TakeResult()
    {
        ResultState? state = Volatile.Read(ref _spare);
        if (state is null)
        {
            state = _pool.TryTakeResult() ?? CreateResult();
        }
        else
        {
            _spare = null;
        }

        state.Slot = this;
        state.StartedSession = false;
        return state;
    }

    private long Run(ResultState state)
    {
        // A call that did not wait for a thread starts when it was accepted, which saves reading the clock once.
        long started = _waited ? _time.GetTimestamp() : _accepted;
        StopReason reason = _stopper.Arm(Deadline, CancellationToken);
        if (reason != StopReason.None)
        {
            throw Explain(reason, null, TimeSpan.Zero);
        }

        long rows = 0;
        Exception? failure = null;
        try
        {
            rows = Execute(state);
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
            Counters.Failed(calls: 1);
            throw Explain(reason == StopReason.None ? ReasonOf(failure!) : reason, failure, reason == StopReason.None ? TimeSpan.Zero : _stopper.Overrun);
        }

        Counters.Succeeded(calls: 1, rows);
        if (_timedRuns > 0)
        {
            long ticks = _time.GetTimestamp() - started;
            Counters.Timed(ticks, _timedRuns);
            _estimate.Note(ticks);
        }

        return rows;
    }

    private void RunObserved(ResultState state)
    {
        using Activity? activity = EngineActivity.StartRun(_pool.Subject, Function);
        long started = _time.GetTimestamp();
        long rows = 0;
        Exception? failure = null;
        try
        {
            rows = Run(state);
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
            _pool.Metrics.CallEnded(_pool.Subject, Function, elapsed, queued, rows, failure);
        }
    }

    private Exception Explain(StopReason reason, Exception? failure, TimeSpan overrun)
    {
        // One long operation of the runtime's cannot be interrupted; the caller, who has waited for it, is told so.
        string unstoppable = overrun < s_prompt ? "" : $" It went on for {overrun.TotalMilliseconds:F0} ms after it was asked to stop, since what it was doing cannot be interrupted.";
        if (reason == StopReason.None)
        {
            SayWhatRan(failure!);
            ExceptionDispatchInfo.Throw(failure!);
        }

        return StopError.Create(Name, reason, _time.GetElapsedTime(_accepted, Deadline), CancellationToken, failure, unstoppable);
    }

    /// <summary>Backends do not know what the application calls that which they run.</summary>
    private void SayWhatRan(Exception failure)
    {
        if (failure is BackendException error)
        {
            error.SetSubject(Name, _pool.Subject.Key);
        }
        else if (failure is TensorMismatchException mismatch && _pool.Subject.Backend != FunctionBackend.BackendName)
        {
            // What a C# function throws comes out as it is.
            mismatch.SetSubject(Name);
        }
    }

    private long DeadlineAfter(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return _time.After(_accepted, timeout);
    }
}
