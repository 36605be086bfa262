using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>CLIENT and its subcommands.</summary>
internal static class ClientCommand
{
    private static readonly string[] s_help =
    [
        "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "GETNAME", "    Return the name of the current connection.",
        "ID", "    Return the ID of the current connection.",
        "INFO", "    Return information about the current client connection.",
        "KILL <ip:port> | [ID <id>] [ADDR <ip:port>] [LADDR <ip:port>] [USER <name>] [TYPE normal] [SKIPME yes|no]", "    Kill connections.",
        "LIST [TYPE normal] [ID <id> ...]", "    Return information about client connections.",
        "NO-EVICT, NO-TOUCH, TRACKING OFF", "    Accepted, without effect.",
        "REPLY (ON|OFF|SKIP)", "    Control the replies sent to the current connection.",
        "SETINFO <LIB-NAME|LIB-VER> <value>, SETNAME <name>", "    Name the library or the current connection.",
    ];

    public static IReadOnlyList<ServerCommand> All { get; } = [SyncCommand.Create("client", -2, CommandFlags.None, Execute)];

    private static void Execute(CommandCall call, ClientSession session)
    {
        CommandArguments arguments = call.Arguments;
        string subcommand = arguments.Text(1).ToLowerInvariant();
        switch (subcommand)
        {
            case "id" when arguments.Count == 2:
                call.Reply.Integer(session.Id);
                break;
            case "getname" when arguments.Count == 2:
                GetName(call, session);
                break;
            case "setname" when arguments.Count == 3:
                session.Name = ClientName.Check(arguments.Text(2), "Client names");
                call.Reply.Status("OK");
                break;
            case "setinfo" when arguments.Count == 4:
                SetInfo(call, session);
                break;
            case "info" when arguments.Count == 2:
                call.Reply.Bulk(ClientReport.Line(ClientReport.Find(session)) + "\n");
                break;
            case "list":
                ClientReport.List(call, session);
                break;
            case "kill" when arguments.Count > 2:
                ClientKill.Execute(call, session);
                break;
            case "reply" when arguments.Count == 3:
                Reply(call, session);
                break;
            case "no-evict" or "no-touch" when arguments.Count == 3:
                call.Reply.Status(arguments.Is(2, "on") || arguments.Is(2, "off") ? "OK" : throw new CommandException(RedisErrors.Syntax));
                break;
            case "tracking" when arguments.Count >= 3:
                call.Reply.Status(arguments.Is(2, "off") ? "OK" : throw new CommandException("ERR client side caching is not supported by this server"));
                break;
            case "help":
                Help(call);
                break;
            case "id" or "getname" or "setname" or "setinfo" or "info" or "kill" or "reply" or "no-evict" or "no-touch" or "tracking":
                throw new CommandException(RedisErrors.WrongArity($"client|{subcommand}"));
            default:
                throw new CommandException(RedisErrors.UnknownSubcommand("client", arguments.Text(1)));
        }
    }

    private static void GetName(CommandCall call, ClientSession session)
    {
        if (session.Name.Length > 0)
        {
            call.Reply.Bulk(session.Name);
        }
        else
        {
            call.Reply.Null();
        }
    }

    private static void SetInfo(CommandCall call, ClientSession session)
    {
        string value = call.Arguments.Text(3);
        if (call.Arguments.Is(2, "lib-name"))
        {
            session.LibraryName = ClientName.Check(value, "lib-name");
        }
        else if (call.Arguments.Is(2, "lib-ver"))
        {
            session.LibraryVersion = ClientName.Check(value, "lib-ver");
        }
        else
        {
            throw new CommandException($"ERR Unrecognized option '{call.Arguments.Text(2)}'");
        }

        call.Reply.Status("OK");
    }

    private static void Reply(CommandCall call, ClientSession session)
    {
        session.ReplyMode = call.Arguments.Text(2).ToLowerInvariant() switch
        {
            "on" => ReplyMode.On,
            "off" => ReplyMode.Off,
            "skip" => session.ReplyMode == ReplyMode.Off ? ReplyMode.Off : ReplyMode.SkipNext,
            _ => throw new CommandException(RedisErrors.Syntax),
        };
        call.Reply.Status("OK");
    }

    private static void Help(CommandCall call)
    {
        call.Reply.Array(s_help.Length);
        foreach (string line in s_help)
        {
            call.Reply.Status(line);
        }
    }
}
