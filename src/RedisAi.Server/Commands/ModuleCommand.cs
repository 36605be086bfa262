using RedisAi.Server.Protocol;

namespace RedisAi.Server.Commands;

/// <summary>MODULE LIST, which clients ask whether RedisAI is there.</summary>
internal static class ModuleCommand
{
    public static IReadOnlyList<ServerCommand> All { get; } = [SyncCommand.Create("module", -2, CommandFlags.Admin, Execute)];

    public static void Describe(IReplyWriter reply)
    {
        reply.Map(2);
        reply.Bulk("name");
        reply.Bulk("ai");
        reply.Bulk("ver");
        reply.Integer(ServerIdentity.RedisAiVersion);
    }

    private static void Execute(CommandCall call)
    {
        if (!call.Arguments.Is(1, "list") || call.Arguments.Count != 2)
        {
            throw new CommandException(RedisErrors.UnknownSubcommand("module", call.Arguments.Text(1)));
        }

        call.Reply.Array(1);
        Describe(call.Reply);
    }
}
