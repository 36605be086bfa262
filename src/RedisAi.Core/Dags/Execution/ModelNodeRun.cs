using RedisAi.Errors;
using RedisAi.Models;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Calls a model, as any caller does: the call may share a run with those of other plans, and of none.</summary>
internal sealed class ModelNodeRun(GraphRun graph, ModelNode plan) : AwaitingNodeRun<ModelResult>(graph, plan), IVersionCaller
{
    private readonly InferenceOptions _options = new();
    private TensorValue[] _ordered = [];
    private ModelBinding? _binding;
    private ModelResult _result;
    private bool _succeeded;

    /// <summary>Whether the model runs on the thread that calls it, if it is idle.</summary>
    public override bool BlocksFor(long ticks) => base.BlocksFor(ticks) && (MayHoldThread || plan.Model.RunsOnCallersThread);

    double IVersionCaller.Place => Scope.Place;

    /// <summary>Asked when it is known which version answers: of several under one key, or of one that was just replaced, each may take its inputs in another order.</summary>
    ReadOnlySpan<TensorValue> IVersionCaller.InputsFor(ModelContract contract)
    {
        ModelBinding binding = plan.Bind(contract);
        _binding = binding;
        if (_ordered.Length != binding.Order.Length)
        {
            _ordered = new TensorValue[binding.Order.Length];
        }

        for (int i = 0; i < _ordered.Length; i++)
        {
            _ordered[i] = binding.Order[i] < 0 ? default : Inputs[binding.Order[i]];
        }

        // With all states among the inputs it is nobody's call.
        _options.Session = binding.UsesSession || contract.States.Count == 0 ? Scope.Session : null;
        return _ordered;
    }

    protected override bool Begin()
    {
        // Whose call it is tells which version answers, also of a model without states.
        _options.Session = Scope.Session;
        _options.Timeout = TimeLeft();
        if (Scope.IsBlocked)
        {
            Take(plan.Model.RunPart(this, _options, Scope.Token));
            return true;
        }

        ValueTask<ModelResult> call = plan.Model.RunPartAsync(this, _options, MayHoldThread, Scope.Token);
        if (Plan.Fallback is null)
        {
            // The model has accepted the call, and keeps the order of its session from here on.
            LeaveTurns();
        }

        return Await(call);
    }

    protected override void Take(ModelResult result)
    {
        (_result, _succeeded) = (result, true);
        plan.Definition.ThrowIfUnexpected(result.Count);
    }

    protected override TensorValue TakeOutput(in PlanOutput output)
    {
        int place = plan.PlaceOf(in output, _result.Outputs);
        if (place < 0)
        {
            throw Missing(in output);
        }

        _binding?.CheckOf(in output)?.ThrowIfOther(in _result.Values[place]);
        return _result.Share(place);
    }

    protected override void CleanUp()
    {
        Array.Clear(_ordered);
        if (_succeeded)
        {
            _result.Dispose();
        }

        (_binding, _result, _succeeded) = (null, default, false);
    }

    private TensorMismatchException Missing(in PlanOutput output)
    {
        string names = PlanProblems.List(_result.Outputs.Select(static given => given.Name));
        return output.Name is { } name
            ? new TensorMismatchException("outputs", name, names, $"The model '{plan.Definition.Key}' gave no output '{name}'; it gave {names}.")
            : new TensorMismatchException("outputs", $"more than {output.Index}", $"{_result.Count}", $"The model '{plan.Definition.Key}' gave {Counted.Of(_result.Count, "output")}; output {output.Index} is used.");
    }
}
