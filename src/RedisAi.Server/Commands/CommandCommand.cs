using RedisAi.Server.Protocol;

namespace RedisAi.Server.Commands;

/// <summary>COMMAND: what commands there are.</summary>
/// <param name="server">Has the commands.</param>
internal sealed class CommandCommand(ServerState server)
{
    private static readonly (CommandFlags Flag, string Name)[] s_flags =
    [
        (CommandFlags.Write, "write"), (CommandFlags.ReadOnly, "readonly"), (CommandFlags.DenyOom, "denyoom"), (CommandFlags.Admin, "admin"),
        (CommandFlags.NoAuth, "no_auth"), (CommandFlags.NoMulti, "no_multi"), (CommandFlags.StoresCode, "module"), (CommandFlags.Runs, "module"),
    ];

    public IReadOnlyList<ServerCommand> All => [SyncCommand.Create("command", -1, CommandFlags.None, Execute)];

    private void Execute(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        string subcommand = arguments.Count == 1 ? "" : arguments.Text(1).ToLowerInvariant();
        switch (subcommand)
        {
            case "":
                Describe(call.Reply, server.Commands.All);
                break;
            case "count" when arguments.Count == 2:
                call.Reply.Integer(server.Commands.All.Count);
                break;
            case "list" when arguments.Count == 2:
                List(call.Reply);
                break;
            case "info":
                Describe(call.Reply, (IReadOnlyCollection<ServerCommand?>?)Named(arguments) ?? server.Commands.All);
                break;
            case "docs":
                Document(call.Reply, [.. Named(arguments)?.OfType<ServerCommand>() ?? server.Commands.All]);
                break;
            case "getkeys" when arguments.Count > 2:
                GetKeys(call);
                break;
            default:
                throw new CommandException(RedisErrors.UnknownSubcommand("command", arguments.Text(1)));
        }
    }

    private List<ServerCommand?>? Named(CommandArguments arguments)
    {
        if (arguments.Count == 2)
        {
            return null;
        }

        List<ServerCommand?> commands = [];
        for (int place = 2; place < arguments.Count; place++)
        {
            commands.Add(server.Commands.Find(arguments.Bytes(place)));
        }

        return commands;
    }

    private void List(IReplyWriter reply)
    {
        reply.Array(server.Commands.All.Count);
        foreach (ServerCommand command in server.Commands.All)
        {
            reply.Bulk(command.Name);
        }
    }

    private static void Describe(IReplyWriter reply, IReadOnlyCollection<ServerCommand?> commands)
    {
        reply.Array(commands.Count);
        foreach (ServerCommand? command in commands)
        {
            if (command is null)
            {
                reply.NullArray();
            }
            else
            {
                Describe(reply, command);
            }
        }
    }

    private static void Describe(IReplyWriter reply, ServerCommand command)
    {
        string[] flags = [.. s_flags.Where(flag => (command.Flags & flag.Flag) != CommandFlags.None).Select(static flag => flag.Name).Distinct()];
        reply.Array(10);
        reply.Bulk(command.Name);
        reply.Integer(command.Arity);
        reply.Set(flags.Length);
        foreach (string flag in flags)
        {
            reply.Status(flag);
        }

        reply.Integer(command.Keys.First);
        reply.Integer(command.Keys.Last);
        reply.Integer(command.Keys.Step);

        // Categories, tips, key specifications and subcommands.
        reply.Set(0);
        reply.Array(0);
        reply.Array(0);
        reply.Array(0);
    }

    private static void Document(IReplyWriter reply, List<ServerCommand> commands)
    {
        reply.Map(commands.Count);
        foreach (ServerCommand command in commands)
        {
            reply.Bulk(command.Name);
            reply.Map(2);
            reply.Bulk("summary");
            reply.Bulk(command.Name.StartsWith("ai.", StringComparison.Ordinal) ? "A command of RedisAI." : "A command of Redis.");
            reply.Bulk("group");
            reply.Bulk(command.Name.StartsWith("ai.", StringComparison.Ordinal) ? "module" : "generic");
        }
    }

    private void GetKeys(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        ServerCommand command = server.Commands.Find(arguments.Bytes(2)) ?? throw new CommandException("ERR Invalid command specified");
        int count = arguments.Count - 2;
        if (command.Arity >= 0 ? count != command.Arity : count < -command.Arity)
        {
            throw new CommandException("ERR Invalid number of arguments specified for command");
        }

        List<int> places = [];
        int last = command.Keys.Last < 0 ? count + command.Keys.Last : command.Keys.Last;
        for (int place = command.Keys.First; command.Keys.First > 0 && place <= Math.Min(last, count - 1); place += command.Keys.Step)
        {
            places.Add(place + 2);
        }

        if (places.Count == 0)
        {
            throw new CommandException("ERR The command has no key arguments");
        }

        call.Reply.Array(places.Count);
        foreach (int place in places)
        {
            call.Reply.Bulk(arguments.Bytes(place));
        }
    }
}
