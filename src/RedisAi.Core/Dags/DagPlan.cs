using RedisAi.Dags;
using RedisAi.Dags.Execution;
using RedisAi.Execution;

namespace RedisAi;

/// <summary>A compiled graph of models, scripts and functions. Immutable, and safe for use by several threads at once.</summary>
/// <remarks>
/// <para>Branches that do not need each other run in parallel. Calls of models may share runs with those of other runs, of this plan and of others,
/// and with those of anybody else. A tensor is given up with its last use.</para>
/// <para>A plan follows its models and scripts: the version that serves when a node runs answers. One that does not fit what the plan was
/// compiled against makes the run fail, with a sentence that says so.</para>
/// <para>What a host gives to a constructor before it has compiled the plan becomes that plan with its first use; used before, it throws
/// <see cref="DagNotFoundException"/>.</para>
/// <para>Runs fail with <see cref="TensorMismatchException"/> for an input that is missing, unknown or of another type (before anything runs),
/// <see cref="ArgumentException"/> for a placeholder without a value and for two persisted keys that become the same (before anything runs, too),
/// <see cref="DagExecutionException"/> when a node fails, which names it and has the cause as its inner exception, <see cref="TimeoutException"/>
/// when the time of the run is over or would not suffice, <see cref="EngineOverloadedException"/> when a model refuses,
/// <see cref="OperationCanceledException"/> with the caller's token, and <see cref="ObjectDisposedException"/> when the engine was disposed. A run
/// that fails ends when what it has started has ended; it persists nothing.</para>
/// </remarks>
public sealed partial class DagPlan
{
    private readonly StripedPool<PlanRun> _runs = new(depth: 8);
    private readonly StripedPool<ResultState> _results = new(depth: 8);

    private readonly EvenSpread _places = new();
    private readonly Func<DagPlan>? _find;
    private PlanShape? _shape;

    internal DagPlan(DagServices services, PlanShape shape)
    {
        Services = services;
        Name = shape.Name;
        _shape = shape;
    }

    /// <summary>Makes a stand-in for a plan that is still to be compiled.</summary>
    /// <param name="services">What plans need.</param>
    /// <param name="name">The name of the plan.</param>
    /// <param name="find">Gives the plan once it is compiled; asked with each use before.</param>
    internal DagPlan(DagServices services, string name, Func<DagPlan> find)
    {
        Services = services;
        Name = name;
        _find = find;
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the inputs, by name.</summary>
    public IReadOnlyList<TensorSpec> Inputs => Shape.Inputs;

    /// <summary>Gets the outputs, and what is known of them before a run.</summary>
    public IReadOnlyList<TensorSpec> Outputs => Shape.Outputs;

    /// <summary>Gets the names that each run must fill in: <c>session</c> by <see cref="InferenceOptions.Session"/>, others by <see cref="DagRunOptions.Arguments"/>.</summary>
    public IReadOnlyList<string> Placeholders => Shape.Placeholders;

    /// <summary>Gets the nodes that were left out since nobody needs what they give.</summary>
    public IReadOnlyList<string> DroppedNodes => Shape.DroppedNodes;

    /// <summary>Gets the inputs that no node needs: they are to be given all the same.</summary>
    public IReadOnlyList<string> UnusedInputs => Shape.UnusedInputs;

    /// <summary>Gets whether runs change nothing: they persist nothing, call no scripts, and no models that keep states of sessions. What C# functions do, nobody knows.</summary>
    public bool IsReadOnly => Shape.IsReadOnly;

    internal DagServices Services { get; }

    /// <exception cref="DagNotFoundException">This stands in for a plan that is not compiled yet, or could not be.</exception>
    internal PlanShape Shape => _shape ?? Adopt();

    /// <summary>Runs the plan: on this thread as far as that takes less than a millisecond, by the runs before, else on others.</summary>
    /// <param name="inputs">One tensor for each input.</param>
    /// <param name="options">Whose run it is, how long it may take, and with <see cref="DagRunOptions"/> more; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The outputs; dispose the result once you are done.</returns>
    public ValueTask<DagResult> RunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        PlanRun? run = null;
        try
        {
            run = RentRun();
            run.Start(inputs, options, isBlocked: false, cancellationToken);
        }
        catch (Exception error)
        {
            run?.Recycle();
            if (error is ArgumentException)
            {
                throw;
            }

            return ValueTask.FromException<DagResult>(error);
        }

        return run.AsTask();
    }

    /// <summary>Runs the plan, and blocks until it is done.</summary>
    /// <param name="inputs">One tensor for each input.</param>
    /// <param name="options">Whose run it is, how long it may take, and with <see cref="DagRunOptions"/> more; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The outputs; dispose the result once you are done.</returns>
    public DagResult Run(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        PlanRun run = RentRun();
        try
        {
            run.Start(inputs, options, isBlocked: true, cancellationToken);
        }
        catch
        {
            run.Recycle();
            throw;
        }

        return run.Wait();
    }

    /// <summary>Returns the plan as text, as in <c>classify: (image any[...]) -> (label any[...])</c>.</summary>
    public override string ToString() => _shape is null ? Name : $"{Name}: ({string.Join(", ", Inputs)}) -> ({string.Join(", ", Outputs)})";

    internal void KeepRun(PlanRun run) => _runs.Put(run);

    internal DagResultState RentResult() => (DagResultState?)_results.TryTake() ?? new DagResultState(this);

    internal void KeepResult(DagResultState state) => _results.Put(state);

    /// <summary>Becomes the plan that this stands in for, and stays it.</summary>
    private PlanShape Adopt()
    {
        PlanShape found = _find!().Shape;
        return Interlocked.CompareExchange(ref _shape, found, null) ?? found;
    }

    /// <summary>The place of a run between 0 and 1; those of any hundred runs are spread evenly.</summary>
    internal double NextPlace() => _places.Next();

    private PlanRun RentRun() => _runs.TryTake() ?? new PlanRun(this) { Services = Services, Plan = Name };
}
