using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Runs a C# function of one tensor: lends it a handle, and takes over what it gives.</summary>
internal sealed class SingleFunctionNodeRun(GraphRun graph, FunctionNode plan) : NodeRun(graph, plan)
{
    private readonly Func<AiTensor, AiTensor> _function = plan.Body.Single!;
    private TensorValue _output;

    protected override bool Begin()
    {
        AiTensor lent = new(Inputs[0].AddReference());
        try
        {
            _output = FunctionOutputs.Take(_function(lent), Plan.Path);
        }
        finally
        {
            lent.End(HandleEnd.WithCall);
        }

        return true;
    }

    protected override TensorValue TakeOutput(in PlanOutput output)
    {
        TensorValue value = _output;
        _output = default;
        return value;
    }

    protected override void CleanUp()
    {
        if (!_output.IsEmpty)
        {
            _output.Release();
            _output = default;
        }
    }
}
