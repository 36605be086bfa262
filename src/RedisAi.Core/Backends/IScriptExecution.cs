using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>Runs the functions of a script for one call at a time; used again for the next call.</summary>
public interface IScriptExecution : IExecution
{
    /// <summary>Calls a function, and returns when it is done.</summary>
    /// <param name="function">Its place in <see cref="IScriptSession.Functions"/>.</param>
    /// <param name="inputs">The tensors of the call, in order; none is empty. Borrowed until this returns.</param>
    /// <param name="keys">The keys that the call names; none is null.</param>
    /// <param name="args">The further arguments of the call; none is null.</param>
    /// <param name="host">What the script may call back, until this returns.</param>
    /// <param name="outputs">Takes the results, flattened in their order; empty when this is called. If this throws, those already added are released by the caller.</param>
    /// <remarks>
    /// A function of the form (List[Tensor], List[str], List[str]) gets inputs, keys and args as they are. For any other the backend binds
    /// the inputs to the parameters in order, checks that they fit, and converts them where they are not tensors; parameters of type List[str] take
    /// keys and args, which are ignored where there are none.
    /// </remarks>
    /// <exception cref="TensorMismatchException">The inputs do not fit the parameters.</exception>
    /// <exception cref="BackendException">The runtime reported an error, was asked to stop, or gave what no tensor can hold; what a member of <paramref name="host"/> threw is the inner exception.</exception>
    void Execute(int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs);
}
