using static RedisAi.Keyspace.KeyspaceCommand;

namespace RedisAi.Keyspace;

/// <summary>PING and ECHO.</summary>
internal static class ServerCommands
{
    public static IReadOnlyList<KeyspaceCommand> All { get; } =
    [
        Read("ping", 0, 1, static (_, arguments) => arguments.Count == 0 ? KeyspaceReply.FromStatus("PONG") : KeyspaceReply.FromBytes(arguments.Copy(0))).WithoutKeys(),
        Read("echo", 1, 1, static (_, arguments) => KeyspaceReply.FromBytes(arguments.Copy(0))).WithoutKeys(),
    ];
}
