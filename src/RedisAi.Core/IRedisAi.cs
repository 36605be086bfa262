namespace RedisAi;

/// <summary>The engine as applications see it: tensors, and the models that work on them.</summary>
/// <remarks>All members may be called from several threads at once.</remarks>
public interface IRedisAi
{
    /// <summary>Gets the tensor store.</summary>
    ITensorStore Tensors { get; }

    /// <summary>Gets the model registry.</summary>
    IModelRegistry Models { get; }
}
