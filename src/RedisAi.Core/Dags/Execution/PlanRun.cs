using System.Threading.Tasks.Sources;
using RedisAi.Backends;
using RedisAi.Dags.Building;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>One run of a plan at a time, from its acceptance to its end. Used again for a later run.</summary>
internal sealed class PlanRun : RunScope, IGraphOwner, IExecution, IStoppableRun, IThreadPoolWorkItem, IValueTaskSource<DagResult>
{
    private readonly DagPlan _plan;
    private readonly RunStopper _stopper;
    private readonly int[] _placeNodes;
    private readonly string?[] _fillings;
    private readonly string[] _persistKeys;
    private readonly EndSignal _end = new();
    private ManualResetValueTaskSourceCore<DagResult> _source;
    private GraphRun? _graph;
    private CancellationToken _caller;
    private StopReason _early;
    private long _accepted;
    private long _deadline;
    private bool _hasRun;
    private DagResult _result;
    private Exception? _error;

    public PlanRun(DagPlan plan)
    {
        _plan = plan;
        _stopper = new RunStopper(this, plan.Services.Time);
        _fillings = new string?[plan.Shape.Placeholders.Length];
        _persistKeys = new string[plan.Shape.Persists.Length];
        Places = [.. plan.Shape.StatefulModels.Select(static _ => new SessionPlace())];
        _placeNodes = [.. Places.Select((_, place) => plan.Shape.Graph.Nodes.Count(node => node.Turns.Contains(place)))];
    }

    /// <summary>Runs the plan, on this thread or another.</summary>
    /// <param name="inputs">Borrowed until this returns.</param>
    /// <param name="options">Whose run it is, and so on; null for the defaults.</param>
    /// <param name="isBlocked">Whether the caller waits on this thread anyway.</param>
    /// <param name="caller">The caller's token.</param>
    /// <exception cref="TensorMismatchException">An input is missing, unknown or of another type. Nothing has run.</exception>
    /// <exception cref="ArgumentException">A placeholder has no value, or a key makes no sense with it. Nothing has run.</exception>
    public void Start(NamedTensors inputs, InferenceOptions? options, bool isBlocked, CancellationToken caller)
    {
        Accept(options, caller);
        IsBlocked = isBlocked;
        GraphRun graph = _plan.Shape.Graph.Rent();

        // Before it is let in: an engine that is closing asks all to stop that were let in, and none of them may miss that.
        _early = _stopper.Arm(_deadline, caller);
        try
        {
            Services.Runs.Enter(this);
            FillKeys(options);
            Activity = EngineActivity.StartPlan(Plan);
            graph.Prepare(this, this, _deadline, isOwnTime: false, isGuarded: false);
            Bind(graph, inputs);
        }
        catch
        {
            _stopper.Disarm();
            Services.Runs.Leave(this);
            EndActivity(null);
            graph.Recycle();
            throw;
        }

        _graph = graph;
        if (Session is not null && Places.Length > 0)
        {
            Services.Order.Reserve(Session, _plan.Shape.StatefulModels, _placeNodes, Places);
        }

        if (_early != StopReason.None)
        {
            MarkStopped();
        }

        bool here = isBlocked || IsQuick(graph.Graph);
        MayHoldThreads = !here;
        if (here)
        {
            BeginHere();
        }
        else
        {
            Threads.Start(this, isLong: false);
        }
    }

    public void Stop(StopReason reason) => _stopper.Stop(reason);

    /// <summary>The end of the run, for a caller that awaits it.</summary>
    public ValueTask<DagResult> AsTask() => _end.TryAwait()
        ? new ValueTask<DagResult>(this, _source.Version)
        : TakeEnd(out DagResult result) is { } error ? ValueTask.FromException<DagResult>(error) : new ValueTask<DagResult>(result);

    /// <summary>Blocks until the run has ended.</summary>
    public DagResult Wait()
    {
        if (_end.TryBlock())
        {
            _end.Block();
        }

        if (TakeEnd(out DagResult result) is { } error)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }

        return result;
    }

    /// <summary>Begins on a thread that the run was given to, or lets the caller go on there.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (!_hasRun)
        {
            Begin();
        }
        else if (_error is { } error)
        {
            _source.SetException(error);
        }
        else
        {
            _source.SetResult(_result);
        }
    }

    public override string? ValueOf(string placeholder) => Array.IndexOf(_plan.Shape.Placeholders, placeholder) is var place and >= 0 ? _fillings[place] : null;

    protected override double NextPlace() => _plan.NextPlace();

    bool IGraphOwner.IsStopping => IsStopped || Failure is not null;

    void IGraphOwner.Ended(GraphRun graph) => End(graph);

    void IExecution.Cancel()
    {
        MarkStopped();
        CancelNodes();
    }

    void IExecution.ResetCancel()
    {
        // Done for every run, whether it was cancelled by a failure or by its caller.
    }

    public void Dispose() => _stopper.Dispose();

    DagResult IValueTaskSource<DagResult>.GetResult(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The run has not ended: await it.");
        }

        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<DagResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<DagResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Accept(InferenceOptions? options, CancellationToken caller)
    {
        (_hasRun, _error, _result, _early, _caller) = (false, null, default, StopReason.None, caller);
        _end.Reset();
        Reset();
        DagRunOptions? own = options as DagRunOptions;
        (Session, Observer, ScriptGuard) = (options?.Session, own?.Observer, options?.ScriptGuard);
        _deadline = long.MaxValue;
        if (options?.Timeout is { } timeout)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
            _accepted = Time.GetTimestamp();
            _deadline = Time.After(_accepted, timeout);
        }

        Timings = null;
        if (own is { CollectTimings: true })
        {
            _accepted = Time.GetTimestamp();
            Timings = new TimingCollector(_accepted);
        }
    }

    /// <summary>Takes what fills the placeholders: the caller may change the arguments as soon as the run is under way.</summary>
    private void FillKeys(InferenceOptions? options)
    {
        IDictionary<string, string>? arguments = (options as DagRunOptions)?.Arguments;
        string[] names = _plan.Shape.Placeholders;
        int used = 0;
        for (int i = 0; i < names.Length; i++)
        {
            string? value = names[i] == KeyTemplate.Session ? Session : arguments is not null && arguments.TryGetValue(names[i], out string? given) ? given : null;
            used += value is not null && names[i] != KeyTemplate.Session ? 1 : 0;
            _fillings[i] = value is { Length: > 0 } ? value : throw new ArgumentException(
                value is not null ? $"The plan '{Plan}' must be given a value for {{{names[i]}}}, and an empty text was given."
                    : names[i] == KeyTemplate.Session
                    ? $"The plan '{Plan}' must be run with a session: set InferenceOptions.Session."
                    : $"The plan '{Plan}' must be given a value for {{{names[i]}}}: set it in DagRunOptions.Arguments.");
        }

        if (arguments is not null && arguments.Count > used)
        {
            throw UnknownArgument(arguments);
        }

        if (_persistKeys.Length > 0)
        {
            PersistKeys.Fill(_plan.Shape, ValueOf, _persistKeys);
        }
    }

    // On its own, since what a lambda captures is allocated where its method begins.
    private ArgumentException UnknownArgument(IDictionary<string, string> arguments)
    {
        string[] names = [.. _plan.Shape.Placeholders.Where(static name => name != KeyTemplate.Session)];
        string unknown = arguments.Keys.First(name => !names.Contains(name));
        return new ArgumentException(unknown == KeyTemplate.Session
            ? $"The plan '{Plan}' takes {{{KeyTemplate.Session}}} from InferenceOptions.Session, and not from DagRunOptions.Arguments."
            : $"The plan '{Plan}' names no argument '{unknown}'; it takes {PlanProblems.List(names)}.");
    }

    private void Bind(GraphRun graph, NamedTensors inputs)
    {
        TensorSpec[] specs = _plan.Shape.Inputs;
        for (int i = 0; i < specs.Length; i++)
        {
            if (!inputs.TryGet(specs[i].Name, out AiTensor? tensor))
            {
                throw new TensorMismatchException(
                    specs[i].Name, specs[i].TypeAndShape, "nothing", $"Input '{specs[i].Name}' of the plan '{Plan}' is missing; it takes {specs[i].TypeAndShape}.");
            }

            TensorValue value = tensor.Lease();
            graph.SetInput(i, in value);
            _plan.Shape.InputChecks[i].ThrowIfOther(in value);
        }

        if (inputs.Count != specs.Length)
        {
            throw UnknownInput(inputs, specs);
        }
    }

    // On its own, since what a lambda captures is allocated where its method begins.
    private TensorMismatchException UnknownInput(NamedTensors inputs, TensorSpec[] specs)
    {
        string unknown = inputs.First(given => !Array.Exists(specs, spec => spec.Name == given.Key)).Key;
        string names = PlanProblems.List(specs.Select(static spec => spec.Name));
        return new TensorMismatchException(unknown, names, unknown, $"The plan '{Plan}' has no input '{unknown}'; it takes {names}.");
    }

    /// <summary>Begins on the caller's thread, but not in the caller's context: functions that await would come back to it, and wait for ever where the caller blocks.</summary>
    private void BeginHere()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is null)
        {
            Begin();
            return;
        }

        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Begin();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Begin()
    {
        _hasRun = true;
        if (_graph!.Start())
        {
            End(_graph);
        }
    }

    private void End(GraphRun graph)
    {
        StopReason reason = _stopper.Disarm() is var late && _early == StopReason.None ? late : _early;
        _error = reason != StopReason.None ? StopError.Create($"the plan '{Plan}'", reason, Time.GetElapsedTime(_accepted, _deadline), _caller, Failure?.Error, Lateness(reason))
            : Failure is { } failure ? RunFailure.Explain(Plan, failure)
            : null;
        if (_error is null && _persistKeys.Length > 0 && Services.Tensors.States.IsShared)
        {
            _ = PersistAsync(graph);
            return;
        }

        _error ??= PlanPersist.TryWrite(_plan.Shape, _persistKeys, graph, Services.Tensors);
        Answer(graph);
    }

    /// <summary>Writes what the run persists to a store that several processes share, and holds no thread meanwhile.</summary>
    private async Task PersistAsync(GraphRun graph)
    {
        _error = await PlanPersist.TryWriteAsync(_plan.Shape, _persistKeys, graph, Services.Tensors).ConfigureAwait(false);
        Answer(graph);
    }

    /// <summary>Hands the end to whoever waits for it.</summary>
    private void Answer(GraphRun graph)
    {
        if (_error is null)
        {
            DagTimings? timings = Timings?.ToTimings(Plan, Time.GetTimestamp(), Time);
            _result = new DagResult(_plan.RentResult().Fill(graph, timings));
        }

        _graph = null;
        graph.Recycle();
        EndActivity(_error);
        Services.Runs.Leave(this);
        if (_end.Come())
        {
            Threads.Complete(this);
        }
    }

    /// <summary>How long a run went on that was out of time, and what for.</summary>
    private string Lateness(StopReason reason) => reason == StopReason.TimedOut && LateNode is { } node
        ? $" It ended after {Time.GetElapsedTime(_accepted, Time.GetTimestamp()).TotalMilliseconds:F0} ms, with the node '{node}'."
        : "";

    private Exception? TakeEnd(out DagResult result)
    {
        (Exception? error, result) = (_error, _result);
        Recycle();
        return error;
    }

    /// <summary>Forgets the caller, and keeps the object for a later run: of a run that has ended, or was refused.</summary>
    public void Recycle()
    {
        (_error, _result, _caller, Timings, Session, Observer) = (null, default, default, null, null, null);
        _plan.KeepRun(this);
    }

    private void EndActivity(Exception? error)
    {
        if (Activity is { } activity)
        {
            System.Diagnostics.Activity? current = System.Diagnostics.Activity.Current;
            if (error is not null)
            {
                activity.Fail(error);
            }

            activity.Dispose();
            System.Diagnostics.Activity.Current = current == activity ? null : current;
            Activity = null;
        }
    }

    /// <summary>Whether the caller's thread can run the plan: it takes less than a millisecond, as a model that runs there does.</summary>
    private bool IsQuick(PlanGraph graph) => graph.Typical is { } ticks && ticks < Time.TimestampFrequency / 1000;
}
