namespace RedisAi;

/// <summary>Tries a model that was loaded, before it serves.</summary>
/// <param name="model">
/// A handle on the new version alone, valid until the trial ends: it is nobody else's, and gets no other calls. What it runs counts in the version's statistics.
/// A session given to it is the session of that name, with its states.
/// </param>
/// <param name="cancellationToken">Ends the trial: the store was cancelled, or the engine closes.</param>
/// <returns>A task that fails if the model must not serve; its exception tells why.</returns>
public delegate Task ModelTrial(IModel model, CancellationToken cancellationToken);
