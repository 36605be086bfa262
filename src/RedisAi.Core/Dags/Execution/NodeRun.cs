using System.Diagnostics;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>One run of a node at a time. Used again for the next run of its graph.</summary>
internal abstract class NodeRun : IThreadPoolWorkItem, IGraphOwner
{
    private readonly NodeFallback? _fallback;
    private long _started;
    private long _ownDeadline;
    private NodeFailure? _within;
    private Activity? _activity;
    private int _turnsLeft;
    private bool _waitsForTurn;
    private bool _isLate;

    protected NodeRun(GraphRun graph, PlanNode plan)
    {
        Graph = graph;
        Plan = plan;
        Inputs = new TensorValue[plan.Inputs.Length];
        _fallback = plan.Fallback is { } body ? new NodeFallback(this, body) : null;
    }

    public PlanNode Plan { get; }

    public GraphRun Graph { get; }

    /// <summary>Why the node has failed, itself or in a graph within it; null when it has not.</summary>
    public NodeFailure? Failure { get; private set; }

    /// <summary>Whether it took so long before that it must not hold a thread that others wait for, or needs a thread though all of the pool's may block.</summary>
    public bool IsLong => Scope.IsBlocked || Plan.Cost.Typical is { } ticks && ticks > Scope.Time.TimestampFrequency / 200;

    /// <summary>When the node must have ended, so that what comes after it can; as a timestamp.</summary>
    public long Deadline { get; private set; }

    /// <summary>Whether that is because of its own time or of that of a node around it, and not of the run's.</summary>
    public bool IsOwnTime => Graph.IsOwnTime || _ownDeadline <= Deadline;

    protected RunScope Scope => Graph.Scope;

    /// <summary>Whether the node may hold the thread that it is on: that of a caller who blocks, or one of the engine's. A thread of the pool is not held for long.</summary>
    protected bool MayHoldThread => Scope.IsBlocked || (Scope.MayHoldThreads && !IsLong);

    /// <summary>The inputs, borrowed from the graph while the node runs.</summary>
    protected TensorValue[] Inputs { get; }

    /// <summary>Whether the thread that starts the node is held for so long; also while nothing is known.</summary>
    public virtual bool BlocksFor(long ticks) => Plan.Cost.Typical is not { } typical || typical >= ticks;

    /// <summary>Runs the node on this thread.</summary>
    /// <returns>Whether it has ended; if not, <see cref="GraphRun.Continue"/> is called when it has.</returns>
    public bool Execute()
    {
        Failure = null;
        _isLate = false;
        _turnsLeft = Scope.Places.Length > 0 && Scope.Session is not null ? Plan.Turns.Length : 0;
        return !WaitsForTurn() && ProceedOrSkip();
    }

    /// <summary>Goes on where it is the run's turn with the stateful models that the node calls.</summary>
    public void OnTurn() => Scope.Threads.Start(this, IsLong);

    /// <summary>Runs on a thread that it was given to.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (!_waitsForTurn)
        {
            Graph.Run(Plan.Index);
        }
        else if (!WaitsForTurn() && ProceedOrSkip())
        {
            Graph.Continue(this);
        }
    }

    bool IGraphOwner.IsStopping => Graph.IsStopping;

    /// <summary>A graph within the node has ended.</summary>
    void IGraphOwner.Ended(GraphRun graph) => BodyEnded(graph);

    /// <summary>Takes the outputs of a fallback.</summary>
    /// <returns>Why there are none; null when there are.</returns>
    public NodeFailure? TryGive(GraphRun fallback)
    {
        try
        {
            // Some values may be missing.
            if (Graph.IsStopping)
            {
                throw Stopped();
            }

            foreach (ref readonly PlanOutput output in Plan.Outputs.AsSpan())
            {
                Give(in output, fallback.TakeValue(fallback.Graph.ResultSlots[output.Index], out _));
            }

            return null;
        }
#pragma warning disable CA1031 // It becomes the error of the node.
        catch (Exception error)
#pragma warning restore CA1031
        {
            TakeBackOutputs();
            return new NodeFailure(Plan.Path, error, IsLate: false);
        }
    }

    /// <summary>Ends a node whose fallback has ended.</summary>
    /// <param name="failure">What that has failed with; null when it has not.</param>
    public void EndFallback(NodeFailure? failure)
    {
        Failure = failure;
        Complete();
    }

    /// <summary>Starts the node. What it throws, it has failed with.</summary>
    /// <returns>Whether it has ended; if not, <see cref="End"/> is called when it has.</returns>
    protected abstract bool Begin();

    /// <summary>Takes an output of a node that has ended well, with a reference.</summary>
    protected abstract TensorValue TakeOutput(in PlanOutput output);

    /// <summary>Takes the sequence of a node that gives one; null for others.</summary>
    protected virtual TensorValue[]? TakeSequence() => null;

    /// <summary>Gives up what the node holds, also when it has failed.</summary>
    protected virtual void CleanUp()
    {
    }

    /// <summary>A graph within the node has ended that was not ended when it was started.</summary>
    protected virtual void BodyEnded(GraphRun graph) => throw new InvalidOperationException($"The node '{Plan.Path}' has no graph.");

    /// <summary>What a node fails with that would come too late.</summary>
    protected TimeoutException NoTimeLeft()
    {
        _isLate = true;
        return new TimeoutException($"There was no time left for the node '{Plan.Path}'.");
    }

    /// <summary>What a node fails with that took longer than it may.</summary>
    protected TimeoutException TookTooLong(Exception? cause = null)
    {
        _isLate = true;
        return new TimeoutException(
            _ownDeadline <= Deadline ? $"The node '{Plan.Path}' was not done within {Plan.Timeout!.Value.TotalMilliseconds:F0} ms." : $"The node '{Plan.Path}' was not done in time.",
            cause);
    }

    /// <summary>What a node fails with whose results nobody wants any more.</summary>
    private OperationCanceledException Stopped() => new($"The node '{Plan.Path}' was stopped.");

    /// <summary>Notes how a graph within the node has ended: its failure is that of the node, too.</summary>
    /// <param name="failure">Null when it has not failed; when it was stopped, some of its values may be missing.</param>
    protected void NoteWithin(NodeFailure? failure) => _within = failure ?? (Graph.IsStopping ? new NodeFailure(Plan.Path, Stopped(), IsLate: false) : null);

    /// <summary>Ends a node that did not end when it was started.</summary>
    /// <param name="error">What it failed with; null when it has not.</param>
    protected void End(Exception? error)
    {
        if (Finish(error))
        {
            Graph.Continue(this);
        }
    }

    /// <summary>Notes that the node has made its calls of stateful models.</summary>
    protected void LeaveTurns()
    {
        while (_turnsLeft > 0)
        {
            Scope.Services.Order.Leave(Scope.Places[Plan.Turns[--_turnsLeft]]);
        }
    }

    /// <summary>Whether runs that were accepted before have still to call a stateful model that this node calls.</summary>
    private bool WaitsForTurn()
    {
        _waitsForTurn = true;
        for (int i = 0; i < _turnsLeft; i++)
        {
            if (!Scope.Services.Order.TryEnter(Scope.Places[Plan.Turns[i]], this))
            {
                return true;
            }
        }

        return _waitsForTurn = false;
    }

    private bool ProceedOrSkip()
    {
        if (!Graph.IsStopping)
        {
            return Proceed();
        }

        LeaveTurns();
        return true;
    }

    private bool Proceed()
    {
        _within = null;
        _started = Graph.IsTimed ? Scope.Time.GetTimestamp() : 0;
        bool ended;
        try
        {
            SetDeadline();
            for (int i = 0; i < Inputs.Length; i++)
            {
                PlanInput input = Plan.Inputs[i];
                Inputs[i] = Graph.Value(input.Slot);
                input.Check?.ThrowIfOther(in Inputs[i]);
            }

            ended = Scope.Activity is null ? Begin() : BeginObserved(Scope.Activity);
        }
#pragma warning disable CA1031 // It becomes the error of the node, wherever that is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Finish(error);
        }

        return ended && Finish(null);
    }

    private bool BeginObserved(Activity run)
    {
        Activity? current = Activity.Current;
        _activity = EngineActivity.StartNode(Scope.Plan, Plan.Path, Plan.Description.Kind, run);
        try
        {
            return Begin();
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>What comes after the node needs some of the time that is left.</summary>
    private void SetDeadline()
    {
        Deadline = Graph.Deadline == long.MaxValue ? long.MaxValue : Graph.Deadline - Plan.QuickTail;
        _ownDeadline = long.MaxValue;
        if (Plan.Timeout is { } timeout)
        {
            _ownDeadline = Scope.Time.After(Scope.Time.GetTimestamp(), timeout);
            Deadline = Math.Min(Deadline, _ownDeadline);
        }

        if (Deadline != long.MaxValue && Deadline <= Scope.Time.GetTimestamp())
        {
            throw NoTimeLeft();
        }
    }

    private bool Finish(Exception? error)
    {
        error ??= _within?.Error;
        if (error is null)
        {
            error = IsOverOwnTime() ? TookTooLong() : TryGiveOutputs();
        }

        CleanUp();
        Array.Clear(Inputs);
        if (error is null)
        {
            Complete();
            return true;
        }

        Failure = _within ?? new NodeFailure(Plan.Path, error, IsLate: error is TimeoutException && IsOverTimeOfRun());
        if (_fallback is { HasTime: true } && !Graph.IsStopping)
        {
            return _fallback.TryRun(Failure, _activity);
        }

        Complete();
        return true;
    }

    /// <summary>What cannot be stopped is told so when it has ended.</summary>
    private bool IsOverOwnTime() => Plan.Timeout is not null && _ownDeadline <= Scope.Time.GetTimestamp();

    /// <summary>Whether the run's time is over; a timer that has stopped the node may have come a little before.</summary>
    private bool IsOverTimeOfRun() => Deadline != long.MaxValue && !IsOwnTime && (_isLate || Deadline <= Scope.Time.GetTimestamp());

    private Exception? TryGiveOutputs()
    {
        try
        {
            foreach (ref readonly PlanOutput output in Plan.Outputs.AsSpan())
            {
                if (TakeSequence() is { } items)
                {
                    Graph.SetSequence(output.Slot, items);
                }
                else
                {
                    Give(in output, TakeOutput(in output));
                }
            }

            return null;
        }
#pragma warning disable CA1031 // It becomes the error of the node.
        catch (Exception error)
#pragma warning restore CA1031
        {
            TakeBackOutputs();
            return error;
        }
    }

    private void Give(in PlanOutput output, in TensorValue value)
    {
        Graph.SetValue(output.Slot, in value);
        output.Check?.ThrowIfOther(in value);
    }

    /// <summary>Gives up what was given before an output was found wrong: a fallback may give others.</summary>
    private void TakeBackOutputs()
    {
        foreach (ref readonly PlanOutput output in Plan.Outputs.AsSpan())
        {
            Graph.TakeBack(output.Slot);
        }
    }

    private void Complete()
    {
        if (_activity is { } activity)
        {
            EndActivity(activity);
        }

        if (Graph.IsTimed)
        {
            long ended = Scope.Time.GetTimestamp();
            Scope.Timings?.Add(Plan.Path, Plan.Description.Kind, _started, ended);
            if (Failure is null)
            {
                Plan.Cost.Note(ended - _started);
            }
        }

        if (Scope.IsStopped)
        {
            Scope.NoteLate(Plan.Path);
        }

        Scope.Observer?.NodeEnded(Plan, Graph, Failure?.Error);
        LeaveTurns();
    }

    private void EndActivity(Activity activity)
    {
        Activity? current = Activity.Current;
        if (Failure is { } failure)
        {
            activity.Fail(failure.Error);
        }

        activity.Dispose();
        Activity.Current = current;
        _activity = null;
    }
}
