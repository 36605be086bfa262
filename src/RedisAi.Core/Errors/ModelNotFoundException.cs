namespace RedisAi;

/// <summary>There is no model under a key.</summary>
public sealed class ModelNotFoundException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="key">The key that was asked for.</param>
    public ModelNotFoundException(string key)
        : this(key, why: "", cause: null)
    {
    }

    /// <summary>Creates an error that says why.</summary>
    /// <param name="key">The key that was asked for.</param>
    /// <param name="why">The end of the sentence, from a colon on; empty when nobody knows.</param>
    /// <param name="cause">What caused it.</param>
    internal ModelNotFoundException(string key, string why, Exception? cause)
        : base($"There is no model under the key '{key}'{why}.", cause) => Key = key;

    /// <summary>Creates an error of a version.</summary>
    /// <param name="key">The key that was asked for.</param>
    /// <param name="version">The number of the version.</param>
    internal ModelNotFoundException(string key, int version)
        : base($"There is no version {version} of the model under the key '{key}' (any more); ListVersions tells which are loaded.") => Key = key;

    /// <summary>Gets the key that was asked for.</summary>
    public string Key { get; }
}
