namespace RedisAi;

/// <summary>There is no script under a key.</summary>
public sealed class ScriptNotFoundException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="key">The key that was asked for.</param>
    public ScriptNotFoundException(string key)
        : base($"There is no script under the key '{key}'.") => Key = key;

    /// <summary>Gets the key that was asked for.</summary>
    public string Key { get; }
}
