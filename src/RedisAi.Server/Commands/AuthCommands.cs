using RedisAi.Server.Access;
using RedisAi.Server.Connections;
using RedisAi.Server.Hosting;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Commands;

/// <summary>AUTH and HELLO.</summary>
internal static class AuthCommands
{
    public static IReadOnlyList<ServerCommand> All { get; } =
    [
        SyncCommand.Create("auth", -2, CommandFlags.NoAuth, Auth),
        SyncCommand.Create("hello", -1, CommandFlags.NoAuth, Hello),
    ];

    private static void Auth(CommandCall call, ClientSession session)
    {
        CommandArguments arguments = call.Arguments;
        switch (arguments.Count)
        {
            case 2 when !session.Endpoint.Users.HasDefaultPassword:
                throw new CommandException("ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
            case 2:
                Authenticate(session, User.DefaultName, arguments.Bytes(1));
                break;
            case 3:
                Authenticate(session, arguments.Text(1), arguments.Bytes(2));
                break;
            default:
                throw new CommandException(RedisErrors.Syntax);
        }

        call.Reply.Status("OK");
    }

    private static void Hello(CommandCall call, ClientSession session)
    {
        CommandArguments arguments = call.Arguments;
        int version = arguments.Count > 1 ? Version(arguments) : session.Writer.Version;
        string? name = null;
        for (int place = 2; place < arguments.Count;)
        {
            if (arguments.Is(place, "auth") && place + 2 < arguments.Count)
            {
                Authenticate(session, arguments.Text(place + 1), arguments.Bytes(place + 2));
                place += 3;
            }
            else if (arguments.Is(place, "setname") && place + 1 < arguments.Count)
            {
                name = ClientName.Check(arguments.Text(place + 1), "Client names");
                place += 2;
            }
            else
            {
                throw new CommandException($"ERR Syntax error in HELLO option '{arguments.Text(place)}'");
            }
        }

        if (session.User is null)
        {
            throw new CommandException(
                "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time");
        }

        session.Name = name ?? session.Name;
        session.Writer.Version = version;
        Introduce(call.Reply, session, version);
    }

    private static int Version(CommandArguments arguments)
    {
        if (!arguments.TryInteger(1, out long version))
        {
            throw new CommandException("ERR Protocol version is not an integer or out of range");
        }

        return version is 2 or 3 ? (int)version : throw new CommandException("NOPROTO unsupported protocol version");
    }

    private static void Authenticate(ClientSession session, string name, ReadOnlySpan<byte> password)
    {
        if (session.Endpoint.Users.Find(name, password) is not { } user)
        {
            session.Endpoint.Server.Logger.WrongPassword(session.RemoteAddress);
            throw new CommandException(RedisErrors.WrongPassword);
        }

        session.User = user;
    }

    private static void Introduce(IReplyWriter reply, ClientSession session, int version)
    {
        reply.Map(7);
        reply.Bulk("server");
        reply.Bulk("redis");
        reply.Bulk("version");
        reply.Bulk(ServerIdentity.RedisVersion);
        reply.Bulk("proto");
        reply.Integer(version);
        reply.Bulk("id");
        reply.Integer(session.Id);
        reply.Bulk("mode");
        reply.Bulk("standalone");
        reply.Bulk("role");
        reply.Bulk("master");
        reply.Bulk("modules");
        reply.Array(1);
        ModuleCommand.Describe(reply);
    }
}
