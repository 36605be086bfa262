using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Runs a C# function of any number of tensors, or of the items of a sequence.</summary>
internal sealed class FunctionNodeRun(GraphRun graph, FunctionNode plan) : NodeRun(graph, plan)
{
    private TensorValue[]? _outputs;

    protected override bool Begin()
    {
        AiTensor[] lent = LentInputs.Lend(plan.TakesSequence ? Graph.Sequence(plan.Inputs[0].Slot) : Inputs);
        try
        {
            _outputs = FunctionOutputs.Take(plan.Body.Synchronous!(lent), plan.Body.GivesSequence ? null : plan.OutputCount, Plan.Path);
        }
        finally
        {
            LentInputs.TakeBack(lent);
        }

        return true;
    }

    protected override TensorValue[]? TakeSequence()
    {
        TensorValue[]? items = plan.Body.GivesSequence ? _outputs : null;
        _outputs = plan.Body.GivesSequence ? null : _outputs;
        return items;
    }

    protected override TensorValue TakeOutput(in PlanOutput output) => _outputs![output.Index].AddReference();

    protected override void CleanUp()
    {
        foreach (TensorValue output in _outputs ?? [])
        {
            output.Release();
        }

        _outputs = null;
    }
}
