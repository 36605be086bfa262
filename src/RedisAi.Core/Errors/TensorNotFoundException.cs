namespace RedisAi;

/// <summary>There is no tensor under a key, or it has expired.</summary>
public sealed class TensorNotFoundException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="key">The key that was asked for.</param>
    public TensorNotFoundException(string key)
        : base($"There is no tensor under the key '{key}'.") => Key = key;

    /// <summary>Gets the key that was asked for.</summary>
    public string Key { get; }
}
