using System.Diagnostics;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Sessions;
using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Runs one batch at a time: takes what waits, runs it, hands out the outputs. Used again and again.</summary>
internal sealed class BatchRunner : IThreadPoolWorkItem
{
    private readonly CallQueue _queue;
    private readonly TimeProvider _time;
    private readonly Batch _batch;
    private readonly List<QueuedCall> _late = [];
    private readonly Func<bool> _isWanted;
    private Activity? _span;
    private bool _cameByPool;

    public BatchRunner(CallQueue queue, TimeProvider time, int inputCount, int stateCount)
    {
        _queue = queue;
        _time = time;
        _batch = new Batch(inputCount, stateCount);
        _isWanted = () => _queue.IsWanted(_batch);
    }

    /// <summary>Goes to a thread, to run one batch there.</summary>
    public void Start(RunnerStart start)
    {
        _cameByPool = start == RunnerStart.ByPool;
        _queue.Threads.Start(this, isLong: !_cameByPool);
    }

    /// <summary>Runs one batch; on a thread of the engine's own, as long as one waits.</summary>
    public void Execute()
    {
        while (TryRunOne(out int callers, out IRunCopy? copy))
        {
            bool goesOn = _queue.EndTurn(callers, this, mayGoOnHere: !_cameByPool);
            copy?.Start();
            if (!goesOn)
            {
                return;
            }
        }

        _queue.ReturnRunner(this);
    }

    /// <summary>Runs batches until a call has ended.</summary>
    public void RunUntil(QueuedCall call)
    {
        _cameByPool = false;
        bool turn = true;
        while (turn && TryRunOne(out int callers, out IRunCopy? copy))
        {
            turn = !call.HasEnded && _queue.TryContinueTurn();
            if (!turn)
            {
                _queue.EndTurn(callers, this, mayGoOnHere: false);
                copy?.Start();
                return;
            }

            copy?.Start();
        }

        _queue.ReturnRunner(this);
    }

    private bool TryRunOne(out int callers, out IRunCopy? copy)
    {
        callers = 0;
        copy = null;
        if (!_queue.TryTake(_batch, _cameByPool, _late, out TimeSpan retryAfter))
        {
            return false;
        }

        if (_late.Count > 0)
        {
            RefuseLate(retryAfter);
        }

        copy = _queue.Settings.Tap is { IsOpen: true } tap ? Copy(tap) : null;
        if (TryAcquireSlot() is { } slot)
        {
            _batch.Slot = slot;
            _span = _queue.Settings.Rows is null ? null : EngineActivity.StartBatch(_queue.Subject, _batch.Count, _batch.Rows);
            try
            {
                Run(slot);
            }
            finally
            {
                slot.Return();
                EndSpan();
            }
        }

        copy?.End(_batch.Members[0].Result is { } result ? result.Values : []);
        callers = HandOut();
        _span = null;
        _batch.Clear();
        return true;
    }

    /// <summary>Shows the first call of the batch to somebody who compares versions.</summary>
    private IRunCopy? Copy(IRunTap tap)
    {
        TensorValue[] inputs = new TensorValue[_queue.Settings.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = _batch.InputsAt(i)[0];
        }

        return tap.TryCopy(inputs);
    }

    /// <summary>A slot to run in; null when the backend cannot make another one, with which the calls have failed.</summary>
    private ExecutionSlot? TryAcquireSlot()
    {
        try
        {
            return _queue.AcquireSlot();
        }
#pragma warning disable CA1031 // It becomes the error of the calls, wherever they are.
        catch (Exception error)
#pragma warning restore CA1031
        {
            FailAll(error);
            _queue.EndRun(_batch, ticks: null);
            return null;
        }
    }

    /// <summary>Ends the span; what is current on this thread stays so.</summary>
    private void EndSpan()
    {
        if (_span is { } span)
        {
            Activity? current = Activity.Current;
            if (_batch.Members[0].Error is { } error)
            {
                span.Fail(error);
            }

            span.Dispose();
            Activity.Current = current;
        }
    }

    private void Run(ExecutionSlot slot)
    {
        long started = _time.GetTimestamp();
        bool succeeded = _batch.Count == 1 ? TryRunAlone(slot, 0) : TryRunTogether(slot);
        _queue.EndRun(_batch, succeeded ? _time.GetTimestamp() - started : null);
    }

    /// <summary>Runs all members at once, or, where that fails and it does no harm, each of them alone.</summary>
    private bool TryRunTogether(ExecutionSlot slot)
    {
        ResultState? together = null;
        try
        {
            BatchRows.Gather(_batch, _queue.Settings.Rows!, slot.Inputs);
            together = slot.NewResult();
            if (!slot.RunQueued(together, _batch.Count, _isWanted))
            {
                return false;
            }

            BatchRows.Scatter(_batch, _queue.Settings.Rows!, together.Values, slot);
            return true;
        }
#pragma warning disable CA1031 // It becomes the error of the calls, wherever they are.
        catch (Exception error)
#pragma warning restore CA1031
        {
            bool indivisible = error is IndivisibleOutputException;
            if (indivisible)
            {
                _queue.StopMerging(error);
            }

            FailAll(error);
            slot.ReleaseInputs();
            if (_queue.Settings.IsPure && _isWanted())
            {
                RunEachAlone(slot);
            }
            else
            {
                slot.Counters.CallsFailed(_batch.Count);
            }

            return false;
        }
        finally
        {
            together?.Abandon();
        }
    }

    private void RunEachAlone(ExecutionSlot slot)
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            if (_queue.TryBeginAlone(_batch, i))
            {
                _batch.Members[i].Error = null;
                TryRunAlone(slot, i);
                slot.ReleaseInputs();
            }
        }
    }

    private bool TryRunAlone(ExecutionSlot slot, int place)
    {
        ref BatchMember member = ref _batch.Members[place];
        ResultState result = slot.NewResult();
        try
        {
            _batch.MoveInputs(place, slot.Inputs);
            if (slot.RunQueued(result, calls: 1, _isWanted))
            {
                member.Result = result;
                return true;
            }

            // Nobody wants it any more, and it was not run.
            result.Abandon();
            return false;
        }
#pragma warning disable CA1031 // It becomes the error of the call, wherever that is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            result.Abandon();
            slot.Counters.CallsFailed(1);
            member.Error = error;
            return false;
        }
    }

    private void FailAll(Exception error)
    {
        foreach (ref BatchMember member in _batch.Members)
        {
            member.Result?.Abandon();
            member.Result = null;
            member.Error = error;
        }
    }

    /// <summary>Writes the states, lets the sessions' next calls in, and ends the calls.</summary>
    /// <returns>How many calls have ended.</returns>
    private int HandOut()
    {
        List<UncommittedEnd>? uncommitted = null;
        if (_queue.Settings.States is { } states && WriteStates(states) && states.AreAwaited)
        {
            uncommitted = [];
        }

        int ended = 0;
        foreach (ref BatchMember member in _batch.Members)
        {
            if (member.Call is not { } call)
            {
                // It was cancelled, or its time was over: nobody wants its outputs.
                member.Result?.Abandon();
                continue;
            }

            call.Run = _span;
            if (member.Result is { } result)
            {
                result.StartedSession = call.StartsSession;
                if (uncommitted is not null && call.Session is not null)
                {
                    uncommitted.Add(new UncommittedEnd(call, result));
                    continue;
                }

                call.Succeed(result);
            }
            else
            {
                call.Fail(member.Error!);
            }

            ended++;
        }

        _queue.NoteEnded(ended);
        if (uncommitted is { Count: > 0 })
        {
            UncommittedEnd.EndAll(uncommitted, _queue);
        }

        return ended;
    }

    /// <summary>Writes the states of the calls that succeeded, and lets the next calls of their sessions in.</summary>
    /// <returns>Whether any was written.</returns>
    private bool WriteStates(SessionStates states)
    {
        bool written = false;
        for (int i = 0; i < _batch.Count; i++)
        {
            ref BatchMember member = ref _batch.Members[i];
            if (member is not { Call: { } call, Session: { } session })
            {
                continue;
            }

            try
            {
                HeldSession held = new(session.Name, call.Fence);
                if (member.Result is { } result && states.Write(session.KeysOf(states), member.Rows, _batch.VersionsOf(i), result.Values, held))
                {
                    session.MoveTo(_queue.Settings.Home);
                    written = true;

                    // Each session on its own: one that is lost fails alone. Before the turn is given on, and with it, perhaps, the session.
                    call.Commit = states is { IsShared: true, AreAwaited: true } ? states.CommitAsync(held) : null;
                }
            }
#pragma warning disable CA1031 // It becomes the error of the call, wherever that is.
            catch (Exception error)
#pragma warning restore CA1031
            {
                member.Result!.Abandon();
                member.Result = null;
                member.Error = error;
            }

            CallQueue.Leave(session);
        }

        return written;
    }

    private void RefuseLate(TimeSpan retryAfter)
    {
        foreach (QueuedCall call in _late)
        {
            CallQueue.Leave(call.Session);
            if (_queue.TimeoutOf(call) is { } timeout)
            {
                call.Fail(timeout);
            }
            else
            {
                call.Refuse(retryAfter);
            }
        }

        _queue.NoteEnded(_late.Count);
        _late.Clear();
    }
}
