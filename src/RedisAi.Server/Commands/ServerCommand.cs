namespace RedisAi.Server.Commands;

/// <summary>A command of the endpoint.</summary>
/// <param name="Name">Its name in lower case.</param>
/// <param name="Arity">How many tokens it has with its name; negative: at least as many, as Redis counts.</param>
/// <param name="Flags">What it does to the keyspace, and who may use it.</param>
/// <param name="Keys">Which tokens are keys.</param>
/// <param name="Execute">Answers it. A <see cref="CommandException"/>, a <see cref="KeyspaceException"/> and a <see cref="DagCommandException"/> become the reply.</param>
internal sealed record ServerCommand(string Name, int Arity, CommandFlags Flags, CommandKeys Keys, Func<CommandCall, ValueTask> Execute);
