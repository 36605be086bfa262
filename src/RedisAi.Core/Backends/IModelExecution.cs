using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>Runs a model for one call at a time; used again for the next call.</summary>
public interface IModelExecution : IExecution
{
    /// <summary>Runs the model, and returns when it is done.</summary>
    /// <param name="inputs">One value for each input of the signature, in order, of the declared type, rank and fixed dimensions; empty for an optional input that the caller left out. Borrowed until this returns.</param>
    /// <param name="outputs">Takes one value for each output of the signature, in order; each is handed over with one reference, but for an input that is left there, of which the caller takes one. Only optional outputs may be left empty. If this throws, those already set are released by the caller.</param>
    /// <exception cref="BackendException">The runtime reported an error, or was asked to stop.</exception>
    void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs);
}
