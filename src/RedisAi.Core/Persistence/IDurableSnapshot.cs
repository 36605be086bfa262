using RedisAi.Tensors;

namespace RedisAi;

/// <summary>A storage as it was at one moment. Used by one thread at a time.</summary>
public interface IDurableSnapshot : IDisposable
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor with one reference, the caller's, if this returns true.</param>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    bool TryRead(string key, out TensorValue value);
}
