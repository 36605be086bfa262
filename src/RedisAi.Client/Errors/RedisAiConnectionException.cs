namespace RedisAi;

/// <summary>A server cannot be reached, does not let the client in, has closed the connection, says nothing, or does not speak Redis' protocol.</summary>
/// <remarks>What was under way may have been done, or not. The next call of the client connects again.</remarks>
public sealed class RedisAiConnectionException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="server">The address of the server, without a password.</param>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public RedisAiConnectionException(string server, string message, Exception? innerException = null)
        : base(message, innerException) => Server = server;

    /// <summary>Gets the address of the server, without a password.</summary>
    public string Server { get; }
}
