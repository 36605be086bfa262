namespace RedisAi;

/// <summary>A keyspace refuses a command.</summary>
public sealed class KeyspaceException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What Redis would say, as in <c>WRONGTYPE Operation against a key holding the wrong kind of value</c>.</param>
    /// <param name="innerException">What caused it, if the keyspace is somewhere else.</param>
    public KeyspaceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
