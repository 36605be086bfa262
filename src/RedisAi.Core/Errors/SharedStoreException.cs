namespace RedisAi;

/// <summary>The store that several processes share does not do what was asked of it: it cannot be reached, has not answered in time, is full, or has too few replicas.</summary>
/// <remarks>Where a write ends with it, it is not known whether it was done, unless the message says so.</remarks>
public sealed class SharedStoreException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="store">The store, as messages name it; without passwords.</param>
    /// <param name="message">What was asked, and why it was not done.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public SharedStoreException(string store, string message, Exception? innerException = null)
        : base(message, innerException) => Store = store;

    /// <summary>Gets the store, as messages name it.</summary>
    public string Store { get; }
}
