using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx;

/// <summary>What shapes the outputs have for inputs of certain shapes; null for an output that the runtime has to allocate.</summary>
internal sealed class OutputPlan(TensorShape[] inputs, PlannedOutput?[] outputs)
{
    public ReadOnlySpan<PlannedOutput?> Outputs => outputs;

    /// <summary>Whether there is an output that the runtime need not allocate.</summary>
    public bool HasPlanned { get; } = Array.Exists(outputs, static output => output is not null);

    public bool IsFor(ReadOnlySpan<TensorValue> values)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            // Shapes that come again are the same object, so the second comparison is rare.
            if (!ReferenceEquals(inputs[i], values[i].Shape) && !inputs[i].Equals(values[i].Shape))
            {
                return false;
            }
        }

        return true;
    }
}
