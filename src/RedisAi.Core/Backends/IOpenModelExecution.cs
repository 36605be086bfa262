using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>Runs a model of which only a run tells how many outputs there are: <see cref="ModelSignature.HasOpenOutputs"/>.</summary>
public interface IOpenModelExecution : IModelExecution
{
    /// <summary>Runs the model, and returns when it is done.</summary>
    /// <param name="inputs">As in <see cref="IModelExecution.Execute"/>.</param>
    /// <param name="outputs">Takes the outputs in their order, with their names where they have some; empty when this is called. If this throws, those already added are released by the caller.</param>
    /// <exception cref="BackendException">The runtime reported an error, or was asked to stop.</exception>
    void Execute(ReadOnlySpan<TensorValue> inputs, RunOutputs outputs);
}
