namespace RedisAi;

/// <summary>The base of the errors that a caller of the engine may want to catch.</summary>
public abstract class RedisAiException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What happened, to what, and with which values.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    private protected RedisAiException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
