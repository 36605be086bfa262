namespace RedisAi;

/// <summary>There is no script under a key.</summary>
public sealed class ScriptNotFoundException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="key">The key that was asked for.</param>
    public ScriptNotFoundException(string key)
        : this(key, why: "", cause: null)
    {
    }

    /// <summary>Creates an error that says why.</summary>
    /// <param name="key">The key that was asked for.</param>
    /// <param name="why">The end of the sentence, from a colon on; empty when nobody knows.</param>
    /// <param name="cause">What caused it.</param>
    internal ScriptNotFoundException(string key, string why, Exception? cause)
        : base($"There is no script under the key '{key}'{why}.", cause) => Key = key;

    /// <summary>Gets the key that was asked for.</summary>
    public string Key { get; }
}
