namespace RedisAi;

/// <summary>A server refuses a command, or answers something else than was asked for. The connection is sound: other calls go on.</summary>
public sealed class RedisAiServerException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="server">The address of the server, without a password.</param>
    /// <param name="command">The command, with its key if it has one.</param>
    /// <param name="reason">What is wrong, as a part of a sentence.</param>
    /// <param name="serverError">The server's own words; null when it has not answered with an error.</param>
    public RedisAiServerException(string server, string command, string reason, string? serverError = null)
        : base($"{server}, {command}: {reason}.")
    {
        Server = server;
        Command = command;
        ServerError = serverError;
    }

    /// <summary>Gets the address of the server, without a password.</summary>
    public string Server { get; }

    /// <summary>Gets the command, with its key if it has one, as in <c>AI.MODELSTORE 'vad'</c>.</summary>
    public string Command { get; }

    /// <summary>Gets the server's own words, as in <c>ERR unsupported backend</c>; null when it has answered no error, but something that is not understood.</summary>
    public string? ServerError { get; }
}
