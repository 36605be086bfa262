namespace RedisAi;

/// <summary>There is no model under a key.</summary>
public sealed class ModelNotFoundException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="key">The key that was asked for.</param>
    public ModelNotFoundException(string key)
        : base($"There is no model under the key '{key}'.") => Key = key;

    /// <summary>Gets the key that was asked for.</summary>
    public string Key { get; }
}
