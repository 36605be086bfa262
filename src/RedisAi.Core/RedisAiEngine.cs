using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Backends;
using RedisAi.Batching;
using RedisAi.Dags;
using RedisAi.Dags.Execution;
using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Execution;
using RedisAi.Keyspace;
using RedisAi.Models;
using RedisAi.Persistence;
using RedisAi.Registry;
using RedisAi.Scripts;
using RedisAi.Sharing;
using RedisAi.Store;

namespace RedisAi;

/// <summary>The engine: a tensor store, a model and a script registry, and the backends that run the models and scripts.</summary>
/// <remarks>
/// <para>Without any backend it runs models written in C#, and needs no native library.</para>
/// <para>Disposing it refuses new runs of plans and waits for the running ones as <see cref="RedisAiOptions.ShutdownTimeout"/> says; until these have ended,
/// models and scripts can be called and stored, since plans run them. Then it refuses calls and loads likewise, waits for the running calls as long again, closes the
/// scripts and the models, empties the store and disposes the backends. Tensors and results that the application holds stay valid.</para>
/// </remarks>
public sealed class RedisAiEngine : IRedisAi, IAsyncDisposable, IDisposable
{
    private readonly BackendSet _backends;
    private readonly IEngineStore _tensors;
    private readonly MemoryTensorStore? _memory;
    private readonly SharedTensorStore? _shared;
    private readonly ModelRegistry _models;
    private readonly ScriptRegistry _scripts;
    private readonly RegistryShutdown _shutdown;
    private readonly EngineMetrics _metrics;
    private readonly RunThreads _threads;
    private readonly SessionTables _sessions;
    private readonly DagServices _dags;
    private readonly DagRegistry _plans;
    private readonly Func<CatalogRestore?> _beginRestore;
    private readonly TimeSpan _shutdownTimeout;
    private readonly Lazy<Task> _closed;

    // Not disposed: it holds nothing, and a host's token may still reach it after the end.
    private readonly CancellationTokenSource _hurry = new();

    /// <summary>Creates an engine with default settings.</summary>
    /// <param name="backends">The backends; the engine owns them from now on.</param>
    public RedisAiEngine(params IBackend[] backends)
        : this(new RedisAiOptions(), backends)
    {
    }

    /// <summary>Creates an engine.</summary>
    /// <param name="options">The settings; later changes have no effect.</param>
    /// <param name="backends">The backends; the engine owns them from now on.</param>
    /// <param name="timeProvider">Where timeouts and expiry get the time from; null for <see cref="TimeProvider.System"/>.</param>
    /// <param name="loggerFactory">Where messages go; null for nowhere.</param>
    /// <param name="meterFactory">Makes the meter, in a host; null to make one here.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or two backends have the same name.</exception>
    /// <exception cref="DurableStorageException">The storage cannot be opened; another process may have it.</exception>
    public RedisAiEngine(
        RedisAiOptions options,
        IEnumerable<IBackend> backends,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null)
        : this(options, backends, keyspace: null, timeProvider, loggerFactory, meterFactory)
    {
    }

    /// <summary>Creates an engine with a keyspace, a storage and a shared store that win over those of the settings.</summary>
    internal RedisAiEngine(
        RedisAiOptions options,
        IEnumerable<IBackend> backends,
        IKeyspace? keyspace,
        TimeProvider? timeProvider,
        ILoggerFactory? loggerFactory,
        IMeterFactory? meterFactory,
        RunThreads? threads = null,
        IDurableStorage? storage = null,
        IEnumerable<IModelImporter>? importers = null,
        SharedTensorStore? shared = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backends);
        if (RedisAiOptionsValidator.FirstError(options) is { } error)
        {
            throw new ArgumentException(error, nameof(options));
        }

        IDurableStorage? kept = storage ?? options.Storage;
        _shared = shared ?? options.SharedStore;
        if (kept is not null && _shared is not null)
        {
            throw new ArgumentException(RedisAiOptionsValidator.StorageAndSharedStore, nameof(options));
        }

        TimeProvider time = timeProvider ?? TimeProvider.System;
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("RedisAi");
        _shutdownTimeout = options.ShutdownTimeout;
        _backends = new BackendSet(backends);
        _metrics = new EngineMetrics(meterFactory);
        SharingHost host = new(time, _metrics, logger, options.Tensors);
        if (_shared is not null)
        {
            _shared.Start(host);
            _tensors = _shared;
        }
        else
        {
            StoreDurability? durability = kept is null ? null : new StoreDurability(kept, options.Durability, logger);
            MemoryTensorStore memory = new(options.Tensors, time, _metrics, seed: Environment.TickCount, durability);
            _metrics.ObserveStore(() => memory.ByteLength, () => memory.Count);
            _tensors = _memory = memory;
        }

        // Not before a store is there: an engine that could not open one would be observed for ever.
        _metrics.ObserveBuffers(static () => AiTensor.BuffersInUse);
        _threads = threads ?? new ProcessThreads();
        _sessions = new SessionTables(_tensors.States, time);
        host.Sessions = _sessions;
        Catalog? catalog = _tensors.Catalog;
        ModelServices services = new(_tensors.States, _threads, _metrics, time, logger);
        ImporterSet imports = new(options.Importers.Concat(importers ?? []), logger);
        HasImporters = !imports.IsEmpty;
        _models = new ModelRegistry(
            new ModelLoader(_backends, imports, services, logger, catalog), _tensors, _sessions, Absences, _metrics, logger, catalog is null ? null : new ModelKeeper(catalog));
        Keyspace = keyspace ?? options.Keyspace ?? new MemoryKeyspace(time);
        _scripts = new ScriptRegistry(
            new ScriptLoader(_backends, new ScriptReach(_models.Parts, _tensors, Keyspace), _metrics, time, logger, catalog),
            _tensors,
            _threads,
            Absences,
            _metrics,
            logger,
            catalog is null ? null : new ScriptKeeper(catalog));

        _dags = new DagServices(_models.GetHandle, _scripts.GetHandle, _tensors, _threads, new SessionOrder(), new RunGate(time, logger), Absences, _metrics, logger, time, catalog);
        _plans = new DagRegistry(_dags);

        _beginRestore = () => catalog is null ? null : new CatalogRestore(catalog, _models, _scripts, _plans, Absences, time, logger);
        foreach (DurableItemKind kind in Enum.GetValues<DurableItemKind>())
        {
            foreach (string key in catalog?.PendingKeys(kind) ?? [])
            {
                Absences.ExpectStored(DurableItemName.Of(kind), key);
            }
        }

        // Scripts run models, which are closed when no script runs any more.
        _shutdown = new RegistryShutdown([_scripts.Closing, _models.Closing], time, logger);
        _closed = new Lazy<Task>(CloseAsync);
        SharedCatalog?.Start(new SharedCatalogHost(_models, _scripts, _plans, Absences));
    }

    /// <summary>Whether models of formats that no backend runs can be stored.</summary>
    internal bool HasImporters { get; }

    /// <summary>Gets the tensor store.</summary>
    public ITensorStore Tensors => _tensors;

    /// <summary>Gets the model registry.</summary>
    public IModelRegistry Models => _models;

    /// <summary>Gets the script registry.</summary>
    public IScriptRegistry Scripts => _scripts;

    /// <summary>Gets the registry of plans.</summary>
    public IDagRegistry Dags => _plans;

    /// <summary>Gets the keyspace that scripts reach with <c>redis.execute</c>.</summary>
    public IKeyspace Keyspace { get; }

    /// <summary>Brings back the models, scripts and plans that the storage has: loads and warms, compiles, and puts each under its key, with the versions and roles that it had. A host does this when it starts.</summary>
    /// <param name="cancellationToken">Gives up; what is there by then stays.</param>
    /// <returns>What could not be brought back. It stays in the storage, and is tried again by the next start, or when this is called again.</returns>
    /// <remarks>
    /// A constructor cannot wait for models to be loaded, so this is for whoever has made the engine. Until then a key of the storage is like one under which there is nothing, but
    /// for two things: what is stored there takes the place of what the storage has, with the number after its, and what is removed is removed from the storage. Both may be done before
    /// this is called, and while it goes on. Without a storage it does nothing. With a <see cref="RedisAiOptions.SharedStore"/> it brings what other processes have stored, and from then on
    /// the engine follows what they store.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public async Task<IReadOnlyList<RestoreFailure>> RestoreAsync(CancellationToken cancellationToken = default)
    {
        if (SharedCatalog is { } shared)
        {
            await shared.CatchUpAsync(plans: false, cancellationToken).ConfigureAwait(false);
            await shared.CatchUpAsync(plans: true, cancellationToken).ConfigureAwait(false);
            await shared.FollowAsync().ConfigureAwait(false);
            return shared.Failures;
        }

        if (_beginRestore() is not { } restore)
        {
            return [];
        }

        await restore.RestoreModelsAndScriptsAsync(static (_, _) => false, cancellationToken).ConfigureAwait(false);
        await restore.RestorePlansAsync(static (_, _) => false, cancellationToken).ConfigureAwait(false);
        restore.Report();
        return restore.Failures.List;
    }

    /// <inheritdoc/>
    public DagBuilder CreateDag(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new DagBuilder(_dags, name, parent: null);
    }

    /// <inheritdoc/>
    public Task EndSessionAsync(string session, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(session);
        return _models.EndSessionAsync(session, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> RoutingHintAsync(string session, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(session);
        return _shared?.RoutingHintAsync(session, cancellationToken) ?? ValueTask.FromResult<string?>(null);
    }

    /// <inheritdoc/>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        if (!_tensors.IsDurable)
        {
            throw new InvalidOperationException($"The engine has no storage to write to: set {nameof(RedisAiOptions)}.{nameof(RedisAiOptions.Storage)}, or add one to the host, for example by AddSqliteStorage.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        await _tensors.FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the engine, waiting for running calls as long as <see cref="RedisAiOptions.ShutdownTimeout"/> allows. Further calls wait for the first.</summary>
    public async ValueTask DisposeAsync() => await _closed.Value.ConfigureAwait(false);

    /// <summary>Closes the engine as <see cref="DisposeAsync"/> does, and blocks until it is done.</summary>
    public void Dispose() => Task.Run(() => _closed.Value).GetAwaiter().GetResult();

    /// <summary>Why there is nothing under keys that a host was to fill.</summary>
    internal AbsenceReasons Absences { get; } = new();

    /// <summary>The tensor store, with what an endpoint needs of it.</summary>
    internal IEngineStore TensorStore => _tensors;

    /// <summary>The models, scripts and plans that several processes share; null where this one is alone with its own.</summary>
    internal ISharedCatalog? SharedCatalog => _shared?.Catalog;

    /// <summary>Begins to bring back what the storage has; null without one.</summary>
    internal CatalogRestore? BeginRestore() => _beginRestore();

    /// <summary>The model registry, with what an endpoint needs of it.</summary>
    internal ModelRegistry ModelRegistry => _models;

    /// <summary>The script registry, with what an endpoint needs of it.</summary>
    internal ScriptRegistry ScriptRegistry => _scripts;

    /// <summary>The registry of plans, with what a host needs of it.</summary>
    internal DagRegistry PlanRegistry => _plans;

    /// <summary>The backend of a name; null when there is none.</summary>
    internal IBackend? FindBackend(string name) => _backends.Find(name);

    /// <summary>A handle on a key, whether there is a model under it yet or not.</summary>
    internal IModel GetModelHandle(string key) => _models.GetHandle(key);

    /// <summary>A handle on a key, whether there is a script under it yet or not.</summary>
    internal IScript GetScriptHandle(string key) => _scripts.GetHandle(key);

    /// <summary>The plan under a name; one that a host has still to compile is a stand-in, which becomes that plan with its first use.</summary>
    internal DagPlan GetPlan(string name) => _plans.GetOrAwait(name);

    /// <summary>Closes the engine as <see cref="DisposeAsync"/> does, and asks running calls to stop once a token is cancelled.</summary>
    internal async Task CloseAsync(CancellationToken hurry)
    {
        using (hurry.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _hurry))
        {
            await _closed.Value.ConfigureAwait(false);
        }
    }

    private async Task CloseAsync()
    {
        // Loggers are the application's code, and may throw: what follows is done all the same.
        try
        {
            await (SharedCatalog?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);

            // Plans run scripts and models, which are closed when no plan runs any more.
            await _dags.Runs.CloseAsync(_shutdownTimeout, _hurry.Token).ConfigureAwait(false);
        }
        finally
        {
            await CloseVersionsAsync().ConfigureAwait(false);
        }
    }

    private async Task CloseVersionsAsync()
    {
        try
        {
            await _shutdown.CloseAsync(_shutdownTimeout, _hurry.Token).ConfigureAwait(false);
        }
        finally
        {
            await CloseStoreAsync().ConfigureAwait(false);
        }
    }

    private async Task CloseStoreAsync()
    {
        try
        {
            if (_shared is not null)
            {
                // The calls have ended: what they have written goes to the store, and the sessions to whoever wants them.
                await _shared.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            IDisposable[] store = _memory is null ? [] : [_memory];
            Disposal.All([_sessions, _threads, .. store, _backends, _metrics]);
        }
    }
}
