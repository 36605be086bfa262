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
}
