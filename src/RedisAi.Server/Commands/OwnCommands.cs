namespace RedisAi.Server.Commands;

/// <summary>The commands that concern connections, transactions and the server, and no keys.</summary>
internal static class OwnCommands
{
    public static IEnumerable<ServerCommand> All(ServerState server) =>
    [
        .. ConnectionCommands.All, .. AuthCommands.All, .. ClientCommand.All, .. TransactionCommands.All, .. ModuleCommand.All,
        .. new InfoCommand(server).All, .. new CommandCommand(server).All, .. new ConfigCommand(server).All, .. new SaveCommands(server).All, .. new TimeCommand(server.Time).All,
    ];
}
