namespace RedisAi;

/// <summary>RedisAI would refuse a command: the message is the text that its clients know, as in <c>ERR DAG is empty</c>, without the minus sign of the protocol.</summary>
public sealed class DagCommandException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">RedisAI's text.</param>
    public DagCommandException(string message)
        : base(message)
    {
    }
}
