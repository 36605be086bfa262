namespace RedisAi;

/// <summary>What is to outlive the process cannot be read or written.</summary>
/// <remarks>Where a write to a store ends with it, the change is there in memory, and is written as soon as that succeeds; it was not acknowledged.</remarks>
public sealed class DurableStorageException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What, where, and why.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public DurableStorageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
