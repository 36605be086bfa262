namespace RedisAi.Backends;

/// <summary>x</summary>
public interface IModelExecution : IDisposable
{
    /// <summary>x</summary>
    void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs);
}
