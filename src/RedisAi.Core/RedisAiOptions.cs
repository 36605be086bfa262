using RedisAi.Backends;

namespace RedisAi;

/// <summary>Settings of the engine.</summary>
public sealed class RedisAiOptions
{
    /// <summary>Gets the settings of the tensor store.</summary>
    public TensorStoreOptions Tensors { get; } = new();

    /// <summary>Gets or sets where what is to outlive the process is kept.</summary>
    /// <value>
    /// The default is <see langword="null"/>: nowhere. The engine opens it, and disposes it when it closes. In a host, the storage that was added to the builder wins.
    /// </value>
    /// <remarks>Tensors are there again with the engine; models, scripts and plans once <see cref="RedisAiEngine.RestoreAsync"/> was called, which a host does. <see cref="TensorStoreOptions.MaxBytes"/> bounds the tensors in memory: those that were not used for long are left in the storage, whatever <see cref="TensorStoreOptions.Eviction"/> says, and read when they are asked for.</remarks>
    public IDurableStorage? Storage { get; set; }

    /// <summary>Gets or sets the store that several processes share, in the place of the one in memory: then they share the sessions, too.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the tensors and sessions are this process's alone. The engine opens it, and disposes it when it closes; it can be given to one engine only. There
    /// cannot be a <see cref="Storage"/> as well. In a host, the one that was added to the builder wins.
    /// </value>
    /// <remarks><see cref="TensorStoreOptions.MaxBytes"/> bounds what of it is kept in the memory of the process.</remarks>
    public SharedTensorStore? SharedStore { get; set; }

    /// <summary>Gets what a write waits for where there is a <see cref="Storage"/>.</summary>
    public DurabilityOptions Durability { get; } = new();

    /// <summary>Gets or sets what scripts reach with <c>redis.execute</c>; the engine does not dispose it.</summary>
    /// <value>The default is <see langword="null"/>: a keyspace in the memory of the process. In a host, a registered <see cref="IKeyspace"/> wins.</value>
    public IKeyspace? Keyspace { get; set; }

    /// <summary>Gets what reads models of formats that no backend runs, such as those of the package RedisAi.Importers; the first that recognizes a model reads it.</summary>
    /// <value>The default is none. In a host, those that were added to the builder follow these.</value>
    public IList<IModelImporter> Importers { get; } = [];

    /// <summary>Gets or sets how long running calls may go on after the engine was asked to close, before they are asked to stop; and how long they then have to do so.</summary>
    /// <value>The default is 10 seconds; one day at most.</value>
    /// <remarks>It counts for runs of plans, and, once these have ended or were given up, anew for other calls, which are not asked to stop before.</remarks>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets whether a host stops at once when a required model or script cannot be loaded, or a plan cannot be compiled, instead of running unhealthy.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool FailFast { get; set; }
}
