using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>What a running script may call back: the keyspace, the models and the tensors of its engine.</summary>
/// <remarks>
/// Used on the thread of <see cref="IScriptExecution.Execute"/>, or on threads that it waits for, one at a time, and only until it returns.
/// What a member throws must not cross native code: the backend ends the script and throws a <see cref="BackendException"/> that has it as
/// its inner exception.
/// </remarks>
public interface IScriptHost
{
    /// <summary>Executes a command of the keyspace: <c>redis.execute</c>.</summary>
    /// <param name="command">The name of the command; upper and lower case are the same.</param>
    /// <param name="arguments">Its arguments; none is null.</param>
    /// <exception cref="KeyspaceException">The keyspace refuses the command; the message is what Redis would say.</exception>
    KeyspaceReply ExecuteCommand(string command, ReadOnlySpan<string> arguments);

    /// <summary>Runs a model of the registry, whatever its backend, on this thread: <c>redisAI.model_execute</c>.</summary>
    /// <param name="key">The key of the model.</param>
    /// <param name="inputs">Its inputs by position, borrowed until this returns.</param>
    /// <param name="outputs">As many as the script expects; each is handed over with one reference, or is empty where an optional output was not given. If this throws, all are empty.</param>
    /// <remarks>The run ends with the call of the script when that is cancelled or its time is over.</remarks>
    /// <exception cref="ModelNotFoundException">There is no model under the key.</exception>
    /// <exception cref="TensorMismatchException">An input is of the wrong type or shape, or the number of inputs or outputs is not that of the model.</exception>
    /// <exception cref="BackendException">The model's runtime reported an error.</exception>
    /// <exception cref="OperationCanceledException">The call of the script was cancelled.</exception>
    /// <exception cref="TimeoutException">The time of the call of the script is over.</exception>
    void RunModel(string key, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs);

    /// <summary>Gets a tensor of the store: <c>redisAI.tensor_get</c>.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The tensor with one reference, the caller's.</returns>
    /// <exception cref="TensorNotFoundException">The key is absent.</exception>
    TensorValue GetTensor(ReadOnlySpan<char> key);

    /// <summary>Puts a tensor into the store, where it does not expire: <c>redisAI.tensor_set</c>.</summary>
    /// <param name="key">The key, not empty.</param>
    /// <param name="value">The tensor, borrowed: the store takes a reference of its own.</param>
    /// <exception cref="TensorStoreFullException">The tensor does not fit into the budget.</exception>
    void SetTensor(string key, in TensorValue value);
}
