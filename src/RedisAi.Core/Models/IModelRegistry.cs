using System.Diagnostics.CodeAnalysis;

namespace RedisAi;

/// <summary>Models under keys.</summary>
/// <remarks>All members may be called from several threads at once.</remarks>
public interface IModelRegistry
{
    /// <summary>Gets a live handle on the model under a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ModelNotFoundException">There is no model under the key.</exception>
    IModel this[string key] { get; }

    /// <summary>Gets a live handle on the model under a key, if there is one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="model">The handle, if this returns true.</param>
    bool TryGet(string key, [NotNullWhen(true)] out IModel? model);

    /// <summary>Loads a model, on the thread pool, warms it, and puts it under a key.</summary>
    /// <param name="key">The key. What was there serves until the new model is ready, then it is swapped in one step and closed when its last run has ended.</param>
    /// <param name="source">Where the model comes from.</param>
    /// <param name="options">How to load and run it; null for what the key had before, or the defaults.</param>
    /// <param name="cancellationToken">Ends the loading; what was there stays.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="ModelLoadException">The model cannot be loaded; what was there stays.</exception>
    /// <exception cref="BackendUnavailableException">The backend's runtime is not installed, or has no such device.</exception>
    Task<ModelInfo> StoreAsync(string key, ModelSource source, ModelOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Loads a model, on the thread pool, warms it, has it tried, and puts it under a key.</summary>
    /// <param name="key">The key. What was there serves until the trial has ended well, then it is swapped in one step and closed when its last run has ended.</param>
    /// <param name="source">Where the model comes from.</param>
    /// <param name="options">How to load and run it; null for what the key had before, or the defaults.</param>
    /// <param name="trial">Runs the model as it likes, and throws if it must not serve. It must not store or change anything under the same key: that waits for this.</param>
    /// <param name="cancellationToken">Ends the loading and the trial; what was there stays.</param>
    /// <returns>What was stored.</returns>
    /// <exception cref="ModelLoadException">The model cannot be loaded, or its trial failed; what was there stays.</exception>
    /// <exception cref="BackendUnavailableException">The backend's runtime is not installed, or has no such device.</exception>
    Task<ModelInfo> StoreAsync(string key, ModelSource source, ModelOptions? options, ModelTrial trial, CancellationToken cancellationToken = default);

    /// <summary>Loads a model, warms it, and puts it beside the one that serves under a key: a canary, one side of an A/B test, or a shadow.</summary>
    /// <param name="key">The key.</param>
    /// <param name="source">Where the model comes from.</param>
    /// <param name="traffic">Which calls it gets: <see cref="CandidateTraffic.Answers"/> or <see cref="CandidateTraffic.Shadows"/>.</param>
    /// <param name="options">How to load and run it; null for those of the model that serves.</param>
    /// <param name="cancellationToken">Ends the loading; nothing is changed then.</param>
    /// <returns>What was stored; its version is what the other methods ask for.</returns>
    /// <remarks>The next <see cref="StoreAsync(string, ModelSource, ModelOptions?, CancellationToken)"/> withdraws the candidates. A candidate may take and give something else than the version that serves; a warning tells so.</remarks>
    /// <exception cref="ModelNotFoundException">No model serves under the key.</exception>
    /// <exception cref="ModelLoadException">The model cannot be loaded.</exception>
    /// <exception cref="ArgumentException">The shares of all candidates exceed 1, there is another shadow, or <paramref name="traffic"/> is the default value. Nothing was loaded.</exception>
    Task<ModelInfo> StoreCandidateAsync(
        string key, ModelSource source, CandidateTraffic traffic, ModelOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Loads a model, warms it, has it tried, and puts it beside the one that serves under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="source">Where the model comes from.</param>
    /// <param name="traffic">Which calls it gets: <see cref="CandidateTraffic.Answers"/> or <see cref="CandidateTraffic.Shadows"/>.</param>
    /// <param name="options">How to load and run it; null for those of the model that serves.</param>
    /// <param name="trial">Runs the model as it likes, and throws if it must not become a candidate. It must not store or change anything under the same key: that waits for this.</param>
    /// <param name="cancellationToken">Ends the loading and the trial; nothing is changed then.</param>
    /// <returns>What was stored; its version is what the other methods ask for.</returns>
    /// <exception cref="ModelNotFoundException">No model serves under the key.</exception>
    /// <exception cref="ModelLoadException">The model cannot be loaded, or its trial failed.</exception>
    /// <exception cref="ArgumentException">The shares of all candidates exceed 1, there is another shadow, or <paramref name="traffic"/> is the default value. Nothing was loaded.</exception>
    Task<ModelInfo> StoreCandidateAsync(
        string key, ModelSource source, CandidateTraffic traffic, ModelOptions? options, ModelTrial trial, CancellationToken cancellationToken = default);

    /// <summary>Changes which calls a candidate gets.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The candidate.</param>
    /// <param name="traffic">What it gets from now on.</param>
    /// <param name="cancellationToken">Ends the wait for other changes of the key.</param>
    /// <exception cref="ModelNotFoundException">No model serves under the key.</exception>
    /// <exception cref="ArgumentException">There is no such candidate, the shares of all candidates exceed 1, there is another shadow, or <paramref name="traffic"/> is the default value.</exception>
    Task SetTrafficAsync(string key, int version, CandidateTraffic traffic, CancellationToken cancellationToken = default);

    /// <summary>Lets a candidate serve. Other candidates are withdrawn; the version that served stays loaded for <see cref="RollBackAsync"/>, until that takes it, the next <see cref="StoreAsync(string, ModelSource, ModelOptions?, CancellationToken)"/> or the next promotion; other candidates come and go beside it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The candidate.</param>
    /// <param name="cancellationToken">Ends the wait for other changes of the key.</param>
    /// <remarks>What becomes of sessions in mid-state on other versions, the promoted model's <see cref="ModelOptions.Routing"/> says.</remarks>
    /// <exception cref="ModelNotFoundException">No model serves under the key.</exception>
    /// <exception cref="ArgumentException">There is no such candidate.</exception>
    Task<ModelInfo> PromoteAsync(string key, int version, CancellationToken cancellationToken = default);

    /// <summary>Withdraws all candidates; where there are none, lets the version serve again that served before the last <see cref="PromoteAsync"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait for other changes of the key.</param>
    /// <returns>Whether there was something to take back.</returns>
    /// <remarks>
    /// What is taken back is closed when its accepted calls have ended. Sessions in mid-state on it, also those that began there, go on with the version
    /// that serves then, and what becomes of their states is told by the options of that older version: they go through its
    /// <see cref="RoutingOptions.Migration"/>; without one they start anew, unless its <see cref="RoutingOptions.Promotion"/> is
    /// <see cref="SessionPromotion.Migrate"/>. A warning tells how many start anew.
    /// </remarks>
    /// <exception cref="ModelNotFoundException">No model serves under the key.</exception>
    Task<bool> RollBackAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Gets a handle on one version of a model, whatever its role, if it is loaded: its calls go there and nowhere else.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The number of the version, one of those that <see cref="ListVersions"/> tells.</param>
    /// <param name="model">The handle, if this returns true. Once the version was closed, its calls fail with <see cref="ModelNotFoundException"/>.</param>
    /// <remarks>A call with a session that is in mid-state on another version moves the session, as <see cref="ModelOptions.Routing"/> of this version says.</remarks>
    bool TryGetVersion(string key, int version, [NotNullWhen(true)] out IModel? model);

    /// <summary>Gets what is known of all loaded versions of a model, the latest first.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ModelNotFoundException">No model serves under the key.</exception>
    IReadOnlyList<ModelInfo> ListVersions(string key);

    /// <summary>Removes a model. Calls that were accepted finish on it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait for a <see cref="StoreAsync(string, ModelSource, ModelOptions?, CancellationToken)"/> of the same key that was called before; nothing is removed then.</param>
    /// <returns>Whether there was one. It does not wait for calls that are running.</returns>
    Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Gets what is known of a model.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ModelNotFoundException">There is no model under the key.</exception>
    ModelInfo GetInfo(string key);

    /// <summary>Gets the options of the version that serves, to be changed and given to <see cref="StoreAsync(string, ModelSource, ModelOptions?, CancellationToken)"/> or <see cref="StoreCandidateAsync(string, ModelSource, CandidateTraffic, ModelOptions?, CancellationToken)"/>: new <see cref="ModelOptions"/> have nothing of the present ones.</summary>
    /// <param name="key">The key.</param>
    /// <returns>A copy, the caller's to change. The tensors of <see cref="ModelState.Initial"/> in it are borrowed from that version: they are disposed when it is closed.</returns>
    /// <exception cref="ModelNotFoundException">There is no model under the key.</exception>
    ModelOptions GetOptions(string key);

    /// <summary>Gets what is known of all models, in the order of their keys.</summary>
    IReadOnlyList<ModelInfo> List();

    /// <summary>Runs a model from store to store: RedisAI's MODELEXECUTE.</summary>
    /// <param name="key">The key of the model.</param>
    /// <param name="inputs">The keys of the input tensors, in the order of the signature; taken as they are when this is called.</param>
    /// <param name="outputs">The keys to put the outputs under, in the order of the signature: all of them when the run succeeds, else none.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="ModelNotFoundException">There is no model under the key.</exception>
    /// <exception cref="TensorNotFoundException">An input key is absent.</exception>
    /// <exception cref="TensorMismatchException">The number of keys is not that of the signature, or an input is of the wrong type or shape.</exception>
    /// <exception cref="TensorStoreFullException">The outputs do not fit into the store; none was written.</exception>
    Task ExecuteAsync(
        string key,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default);
}
