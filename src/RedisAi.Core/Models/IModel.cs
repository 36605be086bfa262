using System.Runtime.CompilerServices;

namespace RedisAi;

/// <summary>A live handle on the model under a key: when the model is replaced, the next call goes to the new one.</summary>
/// <remarks>
/// <para>All members may be called from several threads at once. Inputs are borrowed: a call holds references of its own until it ends, so
/// the caller's handles may be disposed as soon as <c>RunAsync</c> has returned its task. Each call is answered by exactly one version,
/// that which was current when the call was accepted.</para>
/// <para>All calls fail alike: with <see cref="ModelNotFoundException"/> when there is no model under the key (any more),
/// <see cref="TensorMismatchException"/> when an input is missing, unknown or of the wrong type or shape (before anything runs),
/// <see cref="OperationCanceledException"/> with the caller's token, <see cref="TimeoutException"/>, <see cref="BackendException"/> when
/// the runtime reports an error, <see cref="EngineOverloadedException"/> when the call could not be answered in time, or would wait longer than
/// <see cref="ModelOptions.MaxWait"/>, and <see cref="ObjectDisposedException"/> when a tensor or the engine was disposed.</para>
/// <para>Where several processes share the sessions, a call with a session waits until this process holds it. It fails with <see cref="SessionMovedException"/> when
/// another one does not give it up in time, or has taken it meanwhile, and with <see cref="SharedStoreException"/> when the store that they share does not answer.</para>
/// </remarks>
public interface IModel
{
    /// <summary>Gets the key.</summary>
    string Key { get; }

    /// <summary>Gets what the current version takes and gives.</summary>
    /// <exception cref="ModelNotFoundException">There is no model under the key.</exception>
    ModelSignature Signature { get; }

    /// <summary>Gets the key under which the store has a state of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="input">The name of the input that takes the state.</param>
    /// <returns>The three parts with slashes between them, as in <c>call:42/vad/state</c>; slashes and percent signs within a part are written as <c>%2F</c> and <c>%25</c>.</returns>
    string GetStateKey(string session, string input);

    /// <summary>Runs the model, blocks until it is done, and allocates nothing on the managed heap once warm. The run is this thread's, unless the call shares one with others.</summary>
    /// <param name="inputs">One tensor for each input, in the order of the signature, but for the states when a session is given; optional ones at the end may be left out.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The outputs; dispose the result once you are done.</returns>
    [OverloadResolutionPriority(1)]
    ModelResult Run(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Runs the model on tensors by name, and blocks until it is done.</summary>
    /// <param name="inputs">One tensor for each input of the signature, but for the states when a session is given; optional ones may be left out.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The outputs; dispose the result once you are done.</returns>
    ModelResult Run(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Runs the model: on this thread when nothing waits and the run is expected to take less than a millisecond, else on another.</summary>
    /// <param name="inputs">One tensor for each input, in the order of the signature, but for the states when a session is given; optional ones at the end may be left out.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The outputs; dispose the result once you are done.</returns>
    [OverloadResolutionPriority(1)]
    ValueTask<ModelResult> RunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Runs the model on tensors by name: on this thread when nothing waits and the run is expected to take less than a millisecond, else on another.</summary>
    /// <param name="inputs">One tensor for each input of the signature, but for the states when a session is given; optional ones may be left out.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The outputs; dispose the result once you are done.</returns>
    ValueTask<ModelResult> RunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Runs the model unless it could not be answered in time, which it says without the cost of an exception. All else fails as in <see cref="RunAsync(ReadOnlySpan{AiTensor}, InferenceOptions, CancellationToken)"/>.</summary>
    /// <param name="inputs">One tensor for each input, in the order of the signature, but for the states when a session is given; optional ones at the end may be left out.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    [OverloadResolutionPriority(1)]
    ValueTask<InferenceAttempt> TryRunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Runs the model on tensors by name unless the engine is overloaded.</summary>
    /// <param name="inputs">One tensor for each input of the signature, but for the states when a session is given; optional ones may be left out.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    ValueTask<InferenceAttempt> TryRunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default);
}
