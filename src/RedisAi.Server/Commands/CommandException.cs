namespace RedisAi.Server.Commands;

/// <summary>A command is answered with an error; the message is what the client gets.</summary>
/// <param name="message">The text, with its code in front where RedisAI's has one.</param>
internal sealed class CommandException(string message) : Exception(message);
