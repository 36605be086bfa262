namespace RedisAi;

/// <summary>The engine as applications see it: tensors, and the models and scripts that work on them.</summary>
/// <remarks>All members may be called from several threads at once.</remarks>
public interface IRedisAi
{
    /// <summary>Gets the tensor store.</summary>
    ITensorStore Tensors { get; }

    /// <summary>Gets the model registry.</summary>
    IModelRegistry Models { get; }

    /// <summary>Gets the script registry.</summary>
    IScriptRegistry Scripts { get; }

    /// <summary>Gets the keyspace that scripts reach with <c>redis.execute</c>.</summary>
    IKeyspace Keyspace { get; }

    /// <summary>Gets the registry of plans.</summary>
    IDagRegistry Dags { get; }

    /// <summary>Starts to build a graph of models, scripts and functions.</summary>
    /// <param name="name">The name of the plan, for messages, spans and pictures.</param>
    DagBuilder CreateDag(string name);

    /// <summary>Ends a session: removes its states, of every model, from the store.</summary>
    /// <param name="session">The session, as in <see cref="InferenceOptions.Session"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the session's calls that were accepted before; nothing is removed then that was not removed yet.</param>
    /// <returns>Complete when the calls that were accepted before have ended and the states are gone; a later call starts anew.</returns>
    Task EndSessionAsync(string session, CancellationToken cancellationToken = default);

    /// <summary>Says where a session is at home, where several processes share the sessions: a load balancer sends its next call there.</summary>
    /// <param name="session">The session, as in <see cref="InferenceOptions.Session"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the shared store.</param>
    /// <returns>The address of the process that owns the session, as its settings say; null when none does, or there is no <see cref="RedisAiOptions.SharedStore"/>. It may have moved by the time that this is read: any process takes its calls.</returns>
    /// <exception cref="SharedStoreException">The shared store did not answer.</exception>
    ValueTask<string?> RoutingHintAsync(string session, CancellationToken cancellationToken = default);

    /// <summary>Has everything that was changed before the call written to the storage, and synchronised with the disk, whatever <see cref="DurabilityOptions.Mode"/> says.</summary>
    /// <param name="cancellationToken">Ends the wait; it is written all the same.</param>
    /// <returns>Complete when it is. Calls that come at the same time share a transaction.</returns>
    /// <exception cref="InvalidOperationException">There is no storage: nothing would outlive the process.</exception>
    /// <exception cref="SharedStoreException">The store that several processes share, which counts as a storage here, has not taken it.</exception>
    /// <exception cref="DurableStorageException">It could not be written. It is tried again after <see cref="DurabilityOptions.Interval"/>.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed; it has written what was left.</exception>
    Task FlushAsync(CancellationToken cancellationToken = default);
}
