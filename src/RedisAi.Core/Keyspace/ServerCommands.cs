namespace RedisAi.Keyspace;

/// <summary>PING and ECHO.</summary>
internal static class ServerCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        new("ping", 0, 1, static (_, arguments) => KeyspaceReply.FromText(arguments is [var message] ? message : "PONG")),
        new("echo", 1, 1, static (_, arguments) => KeyspaceReply.FromText(arguments[0])),
    ];
}
