using RedisAi.Backends;
using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Registry;
using RedisAi.Sessions;
using RedisAi.Signatures;

namespace RedisAi.Models;

/// <summary>One loaded model.</summary>
internal sealed class ModelVersion : ServedVersion
{
    /// <summary>A function may wait for something else than a core, so that many may run at once.</summary>
    private const int MaxFunctionRuns = 1024;

    private readonly ModelServices _services;
    private readonly SessionStates? _states;
    private readonly StripedPool<ModelCall> _calls = new(depth: 32);
    private readonly ModelLine _line;
    private readonly VersionHome _home;

    /// <summary>One object, so that what is told twice of a version that has not changed is equal.</summary>
    private readonly IReadOnlyDictionary<string, string> _metadata;
    private CallQueue? _queue;
    private volatile bool _closed;
    private RowCounter? _rows;

    public ModelVersion(string key, int number, string backendName, ModelResources resources, ModelOptions options, ModelLine line, ModelServices services)
        : base(new RunSubject(RunSubject.Model, key, number, backendName), resources, services.Metrics, services.Time, services.Logger)
    {
        _services = services;
        Options = options;
        _metadata = options.Metadata.AsReadOnly();
        Session = resources.Session;
        _line = line;
        _home = new VersionHome(this);
        Shadow = new ShadowRuns(services);
        Signature = Session.Signature;
        Binder = new InputBinder(key, Signature) { Values = Session.InputCheck };
        SessionBinder = new InputBinder(key, Signature) { Values = Session.InputCheck, Remedy = " A session was given, but the model has no States: name them in ModelOptions.States." };
        Estimate = new DurationEstimate(services.Time);
        Merging = MergeDecision.Alone("each call is a run of its own");
        if (resources.States.Length > 0)
        {
            _states = new SessionStates(key, services.States, resources.States, options.Routing) { Lengths = new EqualLengths(key, Signature) };
            SessionBinder = new InputBinder(key, Signature, StateInputs) { Values = Session.InputCheck };
        }
    }

    public ModelOptions Options { get; }

    /// <summary>What a storage keeps of it besides its role at the moment; null when it is not kept.</summary>
    public ModelHead? Head { get; init; }

    /// <summary>Whether it is in the storage. Changed by who may change what is under the key.</summary>
    public bool IsStored { get; set; }

    /// <summary>What is to be written to a storage before the version serves.</summary>
    public IReadOnlyList<DurableContent> Contents { private get; set; } = [];

    public ModelSignature Signature { get; }

    /// <summary>What it takes and gives, for those who prepare calls ahead.</summary>
    public ModelContract Contract => field ??= new ModelContract(Number, Signature, StateInputs);

    /// <summary>Checks the inputs of calls that are nobody's, and give all of them.</summary>
    public InputBinder Binder { get; }

    /// <summary>Checks the inputs of calls of a session, which leave the states to the engine, if there are any.</summary>
    public InputBinder SessionBinder { get; }

    /// <summary>How long the next run of one call will take.</summary>
    public DurationEstimate Estimate { get; }

    /// <summary>What tells whether calls share runs, and how.</summary>
    public IModelSession Session { get; }

    /// <summary>The versions beside the one that serves.</summary>
    public ModelRoutes Routes => _line.Routes;

    /// <summary>What copies of calls have shown while this version was in the shadow.</summary>
    public ShadowRuns Shadow { get; }

    /// <summary>How many sessions are in mid-state on this version.</summary>
    public int Sessions => _home.Sessions;

    /// <summary>Refuses further calls, unless a session is in mid-state on this version; followed by <see cref="Close"/>.</summary>
    /// <remarks>One whose first call was given this version a moment ago has come before, and keeps it open, or is sent on to another version.</remarks>
    public bool TryCloseEmpty() => Queue.TryCloseEmpty();

    /// <summary>Whether the engine keeps states for sessions.</summary>
    public bool HasStates => _states is not null;

    public int StateCount => _states?.Slots.Length ?? 0;

    /// <summary>Whether calls share runs, and why.</summary>
    public MergeDecision Merging { get; private set; }

    /// <summary>Where calls wait. Once the version serves.</summary>
    public CallQueue Queue => _queue!;

    public EngineMetrics Metrics => _services.Metrics;

    public ModelInfo GetInfo()
    {
        // Each once, so that what is told is of one moment.
        (VersionRole role, double share) = Routes.RoleOf(this);
        ShadowStatistics shadow = Shadow.GetStatistics();
        return new ModelInfo(Key, Number, Subject.Backend, Options.Device, Options.Tag, Signature, Slots.GetStatistics())
        {
            Batching = Merging.Info,
            Metadata = _metadata,
            Role = role,
            Share = share,
            Sessions = Sessions,
            Shadow = shadow is { Compared: 0, Failed: 0, Dropped: 0 } ? null : shadow,
        };
    }

    /// <summary>Gives what is to be written away: it holds the bytes of the model, which nobody needs later.</summary>
    public IReadOnlyList<DurableContent> TakeContents()
    {
        IReadOnlyList<DurableContent> contents = Contents;
        Contents = [];
        return contents;
    }

    /// <summary>The version that answers a call, when this one serves.</summary>
    /// <param name="session">Whose call it is; null for nobody's.</param>
    /// <param name="caller">The run of a plan whose call it is; null for none.</param>
    public ModelVersion Route(string? session, IVersionCaller? caller)
    {
        ModelVersion chosen = Routes.Traffic?.Choose(this, session, caller) ?? this;
        return session is not null && chosen.HasStates && chosen._line.Sessions.Of(session) is { Home: VersionHome { Version: { } home } } entry
            && home != chosen && chosen.LeavesOn(home, entry)
            ? home
            : chosen;
    }

    /// <summary>The version of a number, when this one serves: this one, or one beside it; null when it is not loaded.</summary>
    public ModelVersion? FindVersion(int number) => number == Number ? this : Routes.Others.FirstOrDefault(version => version.Number == number);

    /// <summary>Makes the version ready to serve.</summary>
    public void BeginServing(MergeDecision merging, Action<Exception> mergingFailed)
    {
        Merging = merging;
        _rows = new RowCounter(merging.Rows is { } rows ? rows.InputAxes : AxesOfCallers(), StateInputs);
        if (_states is not null)
        {
            _line.Sessions.Add(_states.Names);
        }

        Slots.Hold();
        _queue = new CallQueue(Slots, Settings(merging, mergingFailed), _services.Threads);
    }

    /// <summary>Decides what the thread of an asynchronous caller may do, which may be held for a moment only. Asked once for each call.</summary>
    public CallerThread ChooseForAsynchronousCaller() => Estimate.IsQuick && !Queue.ExpectsCompany() ? CallerThread.RunsWhenIdle : CallerThread.Free;

    /// <summary>Starts a run on the caller's thread, if that is where it should be.</summary>
    /// <param name="thread">What the thread may do.</param>
    /// <param name="isCounted">Whether <see cref="CallQueue.EndDirect"/> is to be called.</param>
    public bool TryBeginDirect(CallerThread thread, out bool isCounted)
    {
        isCounted = false;
        if (NestedRuns.IsInside)
        {
            return true;
        }

        if (thread == CallerThread.Free)
        {
            return false;
        }

        if (Routes.Traffic is { Shadow: not null })
        {
            // Copies are taken of runs in the queue.
            return false;
        }

        if (Merging.Rows is null && (Estimate.IsQuick || thread == CallerThread.Blocked))
        {
            // Nothing is to be gained by waiting for company. A long run on a thread of the engine's counts all the same, so that no more run than there are cores.
            return true;
        }

        return isCounted = Queue.TryBeginDirect();
    }

    /// <summary>Starts a call that may have to wait.</summary>
    public ModelCall BeginCall(in CallInputs inputs, InferenceOptions? options, CancellationToken cancellationToken)
    {
        ModelCall call = _calls.TryTake() ?? new ModelCall(this);
        long now = _services.Time.GetTimestamp();
        long deadline = long.MaxValue;
        if (options?.Timeout is { } timeout)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
            deadline = _services.Time.After(now, timeout);
        }

        try
        {
            bool hasSession = HasStates && options?.Session is not null;
            inputs.BindTo(BinderFor(options), call.Inputs);
            call.RunsAlone = !_rows!.TryCount(call.Inputs, out int rows);
            call.Rows = rows;
            call.Session = hasSession ? _line.Sessions.Of(options!.Session!) : null;
        }
        catch
        {
            call.Abandon();
            throw;
        }

        call.Begin(now, deadline, cancellationToken);
        return call;
    }

    /// <summary>What checks the inputs of a call.</summary>
    public InputBinder BinderFor(InferenceOptions? options) => options?.Session is null ? Binder : SessionBinder;

    /// <summary>Keeps a call that has ended for a later one.</summary>
    public void KeepCall(ModelCall call) => _calls.Put(call);

    /// <summary>Records a call that has ended.</summary>
    public void NoteEnd(ModelCall call, Exception? error)
    {
        TimeProvider time = _services.Time;
        long now = time.GetTimestamp();
        long ran = call.Taken == 0 ? now : call.Taken;
        Metrics.CallEnded(Subject, function: null, time.GetElapsedTime(call.Accepted, now), time.GetElapsedTime(call.Accepted, ran), rows: null, error);
    }

    public override void Close()
    {
        _closed = true;
        _home.Close();
        base.Close();
        _queue?.Close();
    }

    public override void StopRuns()
    {
        _queue?.StopAll();
        base.StopRuns();
    }

    protected override ExecutionSlot CreateSlot(SlotPool slots) => new ModelSlot(slots, Session.CreateExecution(), this);

    /// <summary>Whether a session in mid-state on another version stays there.</summary>
    private bool LeavesOn(ModelVersion home, ModelSession session) =>
        Options.Routing.Promotion == SessionPromotion.KeepVersion && !home._closed && (session.IsBusy || (!IsStale(home._states!, session) && home._states!.Exist(session.LatestKeys)));

    /// <summary>Whether a session may have been another process's since a call of it was here: what it remembers of versions counts for nothing then.</summary>
    private static bool IsStale(SessionStates states, ModelSession session) => states.IsShared && states.FenceOf(session.Name) is not 0 and var fence && fence != session.Fence;

    private int[] StateInputs => _states is null ? [] : [.. _states.Slots.ToArray().Select(static slot => slot.Input)];

    private QueueSettings Settings(MergeDecision merging, Action<Exception> mergingFailed)
    {
        bool isFunction = Subject.Backend == FunctionBackend.BackendName;
        BatchingOptions batching = Options.Batching;
        return new QueueSettings
        {
            InputCount = Signature.Inputs.Count,
            Rows = merging.Rows,
            MeasuredRuns = merging.MeasuredRuns,
            States = _states,
            Home = _home,
            Tap = new ShadowTap(this, Routes),
            BatchSize = batching.BatchSize ?? int.MaxValue,
            MinBatchSize = merging.Rows is null ? 0 : batching.MinBatchSize,
            MinBatchTimeout = batching.MinBatchTimeout,
            MaxWait = Options.MaxWait,
            MaxRuns = isFunction && merging.Rows is null ? MaxFunctionRuns : Math.Max(1, _services.Threads.Cores / Threads),
            IsPure = batching.IsPure ?? Session.IsPure,
            PrefersFewBatchSizes = Session.PrefersFewBatchSizes,
            MergingFailed = mergingFailed,
        };
    }

    /// <summary>How many threads a run has.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The axes of the rows in what callers give, as far as anything tells, of a model whose calls do not share runs.</summary>
    private int[] AxesOfCallers() =>
        [.. Signature.Inputs.Select(input => Options.SharedInputs.Contains(input.Name) || (input.Shape.IsRankKnown && input.Shape.Rank == 0)
            ? RowLayout.Shared
            : Options.Batching.Axes.TryGetValue(input.Name, out int axis) ? axis : 0)];
}
