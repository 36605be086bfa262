namespace RedisAi.Store.Redis;

/// <summary>What a worker runs over messages: a model or a plan.</summary>
internal abstract class StreamTarget
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>What it takes, by what is known now.</summary>
    /// <exception cref="RedisAiException">There is none under the key.</exception>
    public abstract IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>Runs it.</summary>
    /// <param name="inputs">The inputs, borrowed.</param>
    /// <param name="session">The session; null for none.</param>
    /// <param name="timeout">How long it may take; null for any time.</param>
    /// <param name="write">Called with the outputs, which are borrowed.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>What <paramref name="write"/> has made of them.</returns>
    public abstract Task<StreamField[]> RunAsync(
        NamedTensors inputs, string? session, TimeSpan? timeout, Func<IReadOnlyList<KeyValuePair<string, AiTensor>>, StreamField[]> write, CancellationToken cancellationToken);
}
