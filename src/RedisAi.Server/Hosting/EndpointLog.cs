using Microsoft.Extensions.Logging;

namespace RedisAi.Server.Hosting;

/// <summary>What is said of endpoints. Event ids are not used again; docs/server.md lists them. What clients can cause at will is said quietly.</summary>
internal static partial class EndpointLog
{
    [LoggerMessage(400, LogLevel.Information, "Clients are served at {Address}")]
    public static partial void Serving(this ILogger logger, string address);

    [LoggerMessage(401, LogLevel.Information, "Clients are not served any more at {Address}; {Aborted} were disconnected before they were answered")]
    public static partial void Served(this ILogger logger, string address, int aborted);

    [LoggerMessage(402, LogLevel.Debug, "The connection of the client {Client} has ended: {Reason}")]
    public static partial void ClientLost(this ILogger logger, string client, string reason);

    [LoggerMessage(403, LogLevel.Debug, "The client {Client} was disconnected: {Reason}")]
    public static partial void ProtocolError(this ILogger logger, string client, string reason);

    [LoggerMessage(404, LogLevel.Warning, "The client {Client} speaks HTTP, and was disconnected: somebody may be trying to reach the server through a browser")]
    public static partial void SpeaksHttp(this ILogger logger, string client);

    [LoggerMessage(405, LogLevel.Warning, "The client {Client} was disconnected: its replies take more than {MaxOutputBytes} bytes, or than it or all clients may take")]
    public static partial void RepliesTooLarge(this ILogger logger, string client, long maxOutputBytes);

    [LoggerMessage(406, LogLevel.Information, "The client {Client} was disconnected: it took too long {What}")]
    public static partial void ClientTooSlow(this ILogger logger, string client, string what);

    [LoggerMessage(407, LogLevel.Warning, "The client {Client} has sent a wrong name or password")]
    public static partial void WrongPassword(this ILogger logger, string client);

    [LoggerMessage(408, LogLevel.Error, "The command '{Command}' failed")]
    public static partial void CommandFailed(this ILogger logger, Exception error, string command);

    [LoggerMessage(409, LogLevel.Error, "The connection of the client {Client} failed")]
    public static partial void ConnectionFailed(this ILogger logger, Exception error, string client);

    [LoggerMessage(410, LogLevel.Warning, "A client could not be accepted: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string reason);

    [LoggerMessage(411, LogLevel.Debug, "A client was turned away: there are {MaxClients} already")]
    public static partial void TooManyClients(this ILogger logger, int maxClients);

    [LoggerMessage(412, LogLevel.Warning, "The configuration has keys that mean nothing, and are ignored: {Keys}")]
    public static partial void UnknownRespSettings(this ILogger logger, string keys);
}
