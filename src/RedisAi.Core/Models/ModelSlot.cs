using RedisAi.Backends;
using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>Runs one call at a time of a model.</summary>
internal sealed class ModelSlot(SlotPool pool, IModelExecution execution, ModelVersion version)
    : ExecutionSlot<ModelResult>(pool, execution, version.Estimate, version.Signature.Inputs.Count)
{
    /// <summary>Set for a model of which only a run tells what its outputs are.</summary>
    private readonly IOpenModelExecution? _open = version.Signature.HasOpenOutputs
        ? execution as IOpenModelExecution ?? throw new InvalidOperationException($"The backend {version.Subject.Backend} leaves the outputs of '{version.Key}' open, and does not run such models.")
        : null;

    /// <summary>Checks the inputs of the call.</summary>
    public InputBinder Binder => version.Binder;

    /// <summary>The number of outputs of a run; null when only the run tells.</summary>
    public int? OutputCount => _open is null ? version.Signature.Outputs.Count : null;

    public override ModelResult RunAndReturn() => new(RunToState());

    /// <summary>Runs the call on this thread, and gives the slot back, whatever happens.</summary>
    /// <returns>The outputs, which the caller abandons.</returns>
    public ModelResultState RunToState() => (ModelResultState)RunToEnd();

    protected override long Execute(ResultState state)
    {
        LentValues.Lend(Inputs);
        if (_open is null)
        {
            try
            {
                execution.Execute(Inputs, state.Values);
            }
            finally
            {
                LentValues.TakeForwarded(state.Values);
            }
        }
        else
        {
            ExecuteOpen((OpenModelResultState)state, _open);
        }

        // Rows as RedisAI counts samples: the first axis of the first output.
        return state.Values is [{ IsEmpty: false } first, ..] && first.Shape.Rank > 0 ? first.Shape[0] : 1;
    }

    protected override ResultState CreateResult() => _open is null ? new ModelResultState(version.Signature, version.Number) : new OpenModelResultState(version.Signature, version.Number);

    private void ExecuteOpen(OpenModelResultState state, IOpenModelExecution open)
    {
        state.BeginRun();
        try
        {
            open.Execute(Inputs, state.Given);
        }
        finally
        {
            state.EndRun();
        }
    }
}
