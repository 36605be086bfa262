namespace RedisAi.Server.Commands;

/// <summary>A command that waits for EXEC.</summary>
/// <param name="Command">The command.</param>
/// <param name="Arguments">A copy of its tokens.</param>
internal sealed record QueuedCommand(ServerCommand Command, CommandArguments Arguments);
