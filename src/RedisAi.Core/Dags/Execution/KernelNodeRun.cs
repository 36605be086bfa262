using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Runs C# code on values.</summary>
internal sealed class KernelNodeRun(GraphRun graph, FunctionNode plan) : NodeRun(graph, plan)
{
    private readonly TensorKernel _kernel = plan.Body.Kernel!;
    private readonly TensorValue[] _outputs = new TensorValue[plan.OutputCount];

    protected override bool Begin()
    {
        LentValues.Lend(Inputs);
        try
        {
            _kernel(Inputs, _outputs);
        }
        finally
        {
            LentValues.TakeForwarded(_outputs);
        }

        return true;
    }

    protected override TensorValue TakeOutput(in PlanOutput output)
    {
        TensorValue value = _outputs[output.Index];
        _outputs[output.Index] = default;
        return value.IsEmpty ? throw new InvalidOperationException($"The kernel '{Plan.Path}' has not given its output {output.Index}.") : value;
    }

    protected override void CleanUp()
    {
        foreach (ref TensorValue output in _outputs.AsSpan())
        {
            if (!output.IsEmpty)
            {
                output.Release();
                output = default;
            }
        }
    }
}
