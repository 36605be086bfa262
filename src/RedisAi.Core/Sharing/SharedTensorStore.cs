using RedisAi.Persistence;
using RedisAi.Sharing;
using RedisAi.Store;

namespace RedisAi;

/// <summary>A tensor store that several processes share, such as that of the package RedisAi.Store.Redis; with it they share the sessions, each of which one process owns at a time.</summary>
/// <remarks>
/// <para>It is given to one engine, by <see cref="RedisAiOptions.SharedStore"/> or <see cref="RedisAiBuilder.AddSharedStore"/>, which opens it, and disposes it when it closes: the sessions
/// that the process owns are given up then, and what was not written yet is written.</para>
/// <para>The members of <see cref="ITensorStore"/> that have no asynchronous twin block until the store has answered. What it cannot do in time ends with <see cref="SharedStoreException"/>.
/// All members may be called from several threads at once.</para>
/// </remarks>
public abstract class SharedTensorStore : ITensorStore, IEngineStore, IAsyncDisposable
{
    private Catalog? _catalog;

    /// <summary>Only packages of this library have stores of this kind: an engine and its store depend on each other closely.</summary>
    private protected SharedTensorStore()
    {
    }

    /// <inheritdoc/>
    public abstract long Count { get; }

    /// <inheritdoc/>
    public abstract long ByteLength { get; }

    /// <inheritdoc/>
    public abstract AiTensor? Get(ReadOnlySpan<char> key);

    /// <inheritdoc/>
    public abstract AiTensor? Get(ReadOnlySpan<char> key, out long version);

    /// <inheritdoc/>
    public abstract void Set(string key, AiTensor tensor, TimeSpan? timeToLive = null);

    /// <inheritdoc/>
    public abstract void SetAll(ReadOnlySpan<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null);

    /// <inheritdoc/>
    public abstract bool TryUpdate(string key, AiTensor tensor, long expectedVersion, TimeSpan? timeToLive = null);

    /// <inheritdoc/>
    public abstract bool Remove(ReadOnlySpan<char> key);

    /// <inheritdoc/>
    public abstract bool Contains(ReadOnlySpan<char> key);

    /// <inheritdoc/>
    public abstract TimeSpan? GetTimeToLive(ReadOnlySpan<char> key);

    /// <inheritdoc/>
    public abstract bool SetTimeToLive(ReadOnlySpan<char> key, TimeSpan? timeToLive);

    /// <inheritdoc/>
    public abstract IEnumerable<string> Keys(string pattern = "*");

    /// <inheritdoc/>
    public abstract ValueTask<AiTensor?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask SetAsync(string key, AiTensor tensor, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask SetAllAsync(
        ReadOnlyMemory<KeyValuePair<string, AiTensor>> entries, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task SaveAsync(string path, string pattern = "*", CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract Task<int> LoadAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Says which process owns a session, so that a load balancer can send its next call there.</summary>
    /// <param name="session">The session, as in <see cref="InferenceOptions.Session"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The address that the owner was given in its settings; null when nobody owns the session. It may have moved by the time that this is read.</returns>
    /// <exception cref="SharedStoreException">The store did not answer.</exception>
    public abstract ValueTask<string?> RoutingHintAsync(string session, CancellationToken cancellationToken = default);

    /// <summary>Gives up the sessions that the process owns, writes what was not written yet, and closes the connections; within a bound, whatever the store does.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The states of sessions.</summary>
    internal abstract IStateStore States { get; }

    /// <summary>What the processes share of models, scripts and plans; null where each keeps its own.</summary>
    internal abstract ISharedCatalog? Catalog { get; }

    /// <summary>Opens the store, without waiting for it. Called once, by the engine's constructor, before anything else; <see cref="States"/> is there from then on.</summary>
    /// <param name="host">What the store needs of the engine.</param>
    /// <exception cref="InvalidOperationException">It was opened before: it is another engine's.</exception>
    internal abstract void Start(SharingHost host);

    /// <inheritdoc cref="IEngineStore.SetInOneStep"/>
    internal abstract void SetInOneStep(ReadOnlySpan<StoreWrite> entries);

    /// <inheritdoc cref="IEngineStore.SetInOneStepAsync"/>
    internal abstract ValueTask SetInOneStepAsync(ReadOnlyMemory<StoreWrite> entries);

    /// <inheritdoc cref="IEngineStore.FlushAsync"/>
    internal abstract Task FlushAsync();

    IStateStore IEngineStore.States => States;

    Catalog? IEngineStore.Catalog => _catalog ??= Catalog is { } shared ? new Catalog(shared, []) : null;

    bool IEngineStore.IsDurable => true;

    void IEngineStore.SetInOneStep(ReadOnlySpan<StoreWrite> entries) => SetInOneStep(entries);

    ValueTask IEngineStore.SetInOneStepAsync(ReadOnlyMemory<StoreWrite> entries) => SetInOneStepAsync(entries);

    Task IEngineStore.FlushAsync() => FlushAsync();
}
