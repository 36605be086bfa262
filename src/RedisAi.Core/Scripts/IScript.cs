namespace RedisAi;

/// <summary>A live handle on the script under a key: when the script is replaced, the next call goes to the new one.</summary>
/// <remarks>
/// <para>All members may be called from several threads at once. Inputs are borrowed: a call holds references of its own until it ends, so
/// the caller's handles may be disposed as soon as <c>RunAsync</c> has returned its task. Each call is answered by exactly one version,
/// that which was current when the call was accepted. Calls of scripts are never merged.</para>
/// <para>All calls fail alike: with <see cref="ScriptNotFoundException"/> when there is no script under the key (any more),
/// <see cref="ArgumentException"/> when it has no such function, <see cref="TensorMismatchException"/> when the inputs do not fit its parameters,
/// <see cref="OperationCanceledException"/> with the caller's token, <see cref="TimeoutException"/>, <see cref="BackendException"/> when the
/// script fails, and <see cref="ObjectDisposedException"/> when a tensor or the engine was disposed.</para>
/// </remarks>
public interface IScript
{
    /// <summary>Gets the key.</summary>
    string Key { get; }

    /// <summary>Gets the functions of the current version.</summary>
    /// <exception cref="ScriptNotFoundException">There is no script under the key.</exception>
    IReadOnlyList<ScriptFunction> Functions { get; }

    /// <summary>Calls a function on this thread, and allocates nothing on the managed heap once warm, unless its backend does.</summary>
    /// <param name="function">The name of the function; it need not be an entry point.</param>
    /// <param name="inputs">The tensors that the function gets, in order.</param>
    /// <param name="keys">The keys that the function is told; null for none.</param>
    /// <param name="args">Further arguments of the function; null for none.</param>
    /// <param name="options">How long the call may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The results; dispose them once you are done.</returns>
    ScriptResult Run(
        string function,
        ReadOnlySpan<AiTensor> inputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Calls a function: on this thread when the call is expected to take less than a millisecond, by the calls of the same function before, else on the thread pool.</summary>
    /// <param name="function">The name of the function; it need not be an entry point.</param>
    /// <param name="inputs">The tensors that the function gets, in order.</param>
    /// <param name="keys">The keys that the function is told; null for none.</param>
    /// <param name="args">Further arguments of the function; null for none.</param>
    /// <param name="options">How long the call may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The results; dispose them once you are done.</returns>
    ValueTask<ScriptResult> RunAsync(
        string function,
        ReadOnlySpan<AiTensor> inputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default);
}
