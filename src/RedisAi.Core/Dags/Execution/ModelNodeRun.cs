using RedisAi.Backends;
using RedisAi.Dags.Compilation;

namespace RedisAi.Dags.Execution;

/// <summary>Calls a model, as any caller does: the call may share a run with those of other plans, and of none.</summary>
internal sealed class ModelNodeRun(GraphRun graph, ModelNode plan) : AwaitingNodeRun<ModelResult>(graph, plan)
{
    private readonly InferenceOptions _options = new();
    private TensorValue[] _ordered = [];
    private ModelResult _result;
    private bool _succeeded;

    /// <summary>Whether the model runs on the thread that calls it, if it is idle.</summary>
    public override bool BlocksFor(long ticks) => base.BlocksFor(ticks) && (MayHoldThread || plan.Model.RunsOnCallersThread);

    protected override bool Begin()
    {
        ModelBinding binding = plan.Bind();
        if (_ordered.Length != binding.Order.Length)
        {
            _ordered = new TensorValue[binding.Order.Length];
        }

        for (int i = 0; i < _ordered.Length; i++)
        {
            _ordered[i] = binding.Order[i] < 0 ? default : Inputs[binding.Order[i]];
        }

        _options.Session = binding.UsesSession ? Scope.Session : null;
        _options.Timeout = TimeLeft();
        if (Scope.IsBlocked)
        {
            Take(plan.Model.RunPart(_ordered, _options, Scope.Token));
            return true;
        }

        ValueTask<ModelResult> call = plan.Model.RunPartAsync(_ordered, _options, MayHoldThread, Scope.Token);
        Array.Clear(_ordered);
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
        int place = output.Name is { } name ? ModelSignature.IndexOf(_result.Outputs, name) : output.Index;
        if (place >= _result.Count)
        {
            throw new TensorMismatchException("outputs", $"more than {place}", $"{_result.Count}", $"The model '{plan.Definition.Key}' gave {_result.Count} outputs; output {place} is used.");
        }

        return _result.Share(place);
    }

    protected override void CleanUp()
    {
        if (_succeeded)
        {
            _result.Dispose();
        }

        (_result, _succeeded) = (default, false);
    }
}
