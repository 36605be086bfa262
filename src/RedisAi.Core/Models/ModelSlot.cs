using RedisAi.Backends;
using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>Runs one call at a time of a model.</summary>
internal sealed class ModelSlot(SlotPool pool, IModelExecution execution, ModelVersion version)
    : ExecutionSlot<ModelResult>(pool, execution, version.Estimate, version.Signature.Inputs.Count)
{
    /// <summary>Checks the inputs of the call.</summary>
    public InputBinder Binder => version.Binder;

    /// <summary>The number of outputs of a run.</summary>
    public int OutputCount => version.Signature.Outputs.Count;

    public override ModelResult RunAndReturn() => new(RunToState());

    /// <summary>Runs the call on this thread, and gives the slot back, whatever happens.</summary>
    /// <returns>The outputs, which the caller abandons.</returns>
    public ModelResultState RunToState() => (ModelResultState)RunToEnd();

    protected override long Execute(ResultState state)
    {
        execution.Execute(Inputs, state.Values);

        // Rows as RedisAI counts samples: the first axis of the first output.
        return state.Values is [{ IsEmpty: false } first, ..] && first.Shape.Rank > 0 ? first.Shape[0] : 1;
    }

    protected override ResultState CreateResult() => new ModelResultState(version.Signature);
}
