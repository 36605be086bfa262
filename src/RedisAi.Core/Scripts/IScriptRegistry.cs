using System.Diagnostics.CodeAnalysis;

namespace RedisAi;

/// <summary>Scripts under keys.</summary>
/// <remarks>All members may be called from several threads at once.</remarks>
public interface IScriptRegistry
{
    /// <summary>Gets a live handle on the script under a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ScriptNotFoundException">There is no script under the key.</exception>
    IScript this[string key] { get; }

    /// <summary>Gets a live handle on the script under a key, if there is one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="script">The handle, if this returns true.</param>
    bool TryGet(string key, [NotNullWhen(true)] out IScript? script);

    /// <summary>Compiles a script, on the thread pool, checks its entry points, and puts it under a key.</summary>
    /// <param name="key">The key. What was there serves until the new script is ready, then it is swapped in one step and closed when its last call has ended.</param>
    /// <param name="source">Where the script comes from.</param>
    /// <param name="options">How to compile and run it; null for what the key had before, or the defaults.</param>
    /// <param name="cancellationToken">Ends the compilation; what was there stays.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="ScriptCompilationException">The script cannot be compiled, an entry point is missing or cannot be called, or no backend compiles scripts; what was there stays.</exception>
    /// <exception cref="BackendUnavailableException">The backend's runtime is not installed, or has no such device.</exception>
    Task<ScriptInfo> StoreAsync(string key, ScriptSource source, ScriptOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a script. Calls that were accepted finish on it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="StoreAsync"/> of the same key that was called before; nothing is removed then.</param>
    /// <returns>Whether there was one. It does not wait for calls that are running.</returns>
    Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Gets what is known of a script.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ScriptNotFoundException">There is no script under the key.</exception>
    ScriptInfo GetInfo(string key);

    /// <summary>Gets what is known of all scripts, in the order of their keys.</summary>
    IReadOnlyList<ScriptInfo> List();

    /// <summary>Calls a function from store to store: RedisAI's SCRIPTEXECUTE.</summary>
    /// <param name="key">The key of the script.</param>
    /// <param name="function">The name of the function.</param>
    /// <param name="inputs">The keys of the input tensors; taken as they are when this is called.</param>
    /// <param name="outputs">The keys to put the results under, in order: all of them when the call succeeds, else none. With no keys the results are ignored.</param>
    /// <param name="keys">The keys that the function is told; null for none.</param>
    /// <param name="args">Further arguments of the function; null for none.</param>
    /// <param name="options">How long the call may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ScriptNotFoundException">There is no script under the key.</exception>
    /// <exception cref="TensorNotFoundException">An input key is absent.</exception>
    /// <exception cref="TensorMismatchException">The inputs do not fit the function, or the number of its results is not that of the keys.</exception>
    /// <exception cref="TensorStoreFullException">The results do not fit into the store; none was written.</exception>
    Task ExecuteAsync(
        string key,
        string function,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default);
}
