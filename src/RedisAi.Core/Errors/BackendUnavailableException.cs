namespace RedisAi;

/// <summary>A backend's native library is missing, does not load, or is not the version that is needed.</summary>
public sealed class BackendUnavailableException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="backend">The backend's name.</param>
    /// <param name="message">What was looked for, where, and what to install.</param>
    /// <param name="innerException">Why the library did not load, if it was found.</param>
    public BackendUnavailableException(string backend, string message, Exception? innerException = null)
        : base(message, innerException) => Backend = backend;

    /// <summary>Gets the backend's name.</summary>
    public string Backend { get; }
}
