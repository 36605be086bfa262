using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>PING, ECHO, SELECT, QUIT and RESET.</summary>
internal static class ConnectionCommands
{
    public static IReadOnlyList<ServerCommand> All { get; } =
    [
        SyncCommand.Create("ping", -1, CommandFlags.None, Ping),
        SyncCommand.Create("echo", 2, CommandFlags.None, static call => call.Reply.Bulk(call.Arguments.Bytes(1))),
        SyncCommand.Create("select", 2, CommandFlags.None, Select),
        SyncCommand.Create("quit", -1, CommandFlags.NoAuth | CommandFlags.ThroughMulti, Quit),
        SyncCommand.Create("reset", 1, CommandFlags.NoAuth | CommandFlags.ThroughMulti, Reset),
    ];

    private static void Ping(CommandCall call)
    {
        switch (call.Arguments.Count)
        {
            case 1:
                call.Reply.Status("PONG");
                break;
            case 2:
                call.Reply.Bulk(call.Arguments.Bytes(1));
                break;
            default:
                throw new CommandException(RedisErrors.WrongArity("ping"));
        }
    }

    private static void Select(CommandCall call)
    {
        if (!call.Arguments.TryInteger(1, out long index))
        {
            throw new CommandException("ERR value is not an integer or out of range");
        }

        call.Reply.Status(index == 0 ? "OK" : throw new CommandException("ERR DB index is out of range"));
    }

    private static void Quit(CommandCall call, ClientSession session)
    {
        call.Reply.Status("OK");
        session.IsEnding = true;
    }

    private static void Reset(CommandCall call, ClientSession session)
    {
        session.Reset();
        call.Reply.Status("RESET");
    }
}
