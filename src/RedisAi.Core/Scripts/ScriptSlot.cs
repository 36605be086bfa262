using RedisAi.Backends;
using RedisAi.Execution;
using RedisAi.Keyspace;
using RedisAi.Tensors;

namespace RedisAi.Scripts;

/// <summary>Runs one call at a time of a script.</summary>
internal sealed class ScriptSlot(SlotPool pool, IScriptExecution execution, ScriptVersion version, ScriptHost host)
    : ExecutionSlot<ScriptResult>(pool, execution, new DurationEstimate(pool.Time), inputCount: 0)
{
    private readonly ScriptStrings _keys = new("keys");
    private readonly ScriptStrings _args = new("args");
    private IScriptGuard? _guard;
    private string? _name;
    private int _function;

    protected override string Name => $"function '{Function}' of {base.Name}";

    protected override string Function => version.Functions[_function].Name;

    /// <summary>Says which function is called; before the call is accepted.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public void SetFunction(string function)
    {
        // Callers name a function by the same literal each time, which saves looking for it (20 ns of 1.2 us).
        if (!ReferenceEquals(function, _name))
        {
            _function = version.IndexOf(function);
            _name = function;
            SetEstimate(version.EstimateOf(_function));
        }
    }

    /// <summary>Takes what the call gives to the function, with a reference on each input.</summary>
    /// <param name="inputs">The tensors, borrowed.</param>
    /// <param name="keys">The keys that it is told; null for none.</param>
    /// <param name="args">Further arguments; null for none.</param>
    /// <param name="guard">Holds the call to what its caller may do; null for all.</param>
    public void Bind(in CallInputs inputs, IReadOnlyList<string>? keys, IReadOnlyList<string>? args, IScriptGuard? guard)
    {
        SetInputCount(inputs.Count);
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!inputs.TryLease(i, out Inputs[i]))
            {
                throw NullInput(i);
            }
        }

        _keys.Set(keys);
        _args.Set(args);
        _guard = guard;
    }

    public override void ReleaseInputs()
    {
        base.ReleaseInputs();
        _keys.Clear();
        _args.Clear();
        _guard = null;
    }

    public override ScriptResult RunAndReturn() => new((ScriptResultState)RunToEnd());

    protected override long Execute(ResultState state)
    {
        ScriptResultState result = (ScriptResultState)state;
        result.BeginRun();
        LentValues.Lend(Inputs);
        host.Begin(Deadline, _guard, CancellationToken);
        try
        {
            execution.Execute(_function, Inputs, _keys.Items, _args.Items, host, result.Outputs);
        }
        finally
        {
            host.End();
            result.EndRun();
        }

        // Nobody knows what the rows of a script are.
        return 0;
    }

    protected override ResultState CreateResult() => new ScriptResultState();

    protected override StopReason ReasonOf(Exception failure) => host.StoppedBy;

    private TensorMismatchException NullInput(int index) =>
        new($"{index}", "a tensor", "null", $"Input {index} of {Name} is null.");
}
