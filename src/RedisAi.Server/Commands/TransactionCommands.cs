using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>MULTI, EXEC, DISCARD, WATCH and UNWATCH.</summary>
internal static class TransactionCommands
{
    public static IReadOnlyList<ServerCommand> All { get; } =
    [
        SyncCommand.Create("multi", 1, CommandFlags.ThroughMulti, Multi),
        new("exec", 1, CommandFlags.ThroughMulti, CommandKeys.None, static call => TransactionRun.ExecuteAsync(call, (ClientSession)call.Client)),
        SyncCommand.Create("discard", 1, CommandFlags.ThroughMulti, Discard),
        SyncCommand.Create("watch", -2, CommandFlags.ThroughMulti, Watch) with { Keys = new CommandKeys(1, -1, 1) },
        SyncCommand.Create("unwatch", 1, CommandFlags.None, Unwatch),
    ];

    private static void Multi(CommandCall call, ClientSession session)
    {
        if (session.Transaction is not null)
        {
            throw new CommandException("ERR MULTI calls can not be nested");
        }

        session.Transaction = new Transaction(session.Endpoint.Options.MaxCommandBytes, session.Memory);
        call.Reply.Status("OK");
    }

    private static void Discard(CommandCall call, ClientSession session)
    {
        if (session.Transaction is null)
        {
            throw new CommandException("ERR DISCARD without MULTI");
        }

        session.EndTransaction();
        call.Reply.Status("OK");
    }

    private static void Watch(CommandCall call, ClientSession session)
    {
        if (session.Transaction is not null)
        {
            throw new CommandException("ERR WATCH inside MULTI is not allowed");
        }

        lock (session.Endpoint.Server.Keys.Lock)
        {
            for (int place = 1; place < call.Arguments.Count; place++)
            {
                if (!session.Watched.TryAdd(call.Arguments.Text(place)))
                {
                    throw new CommandException("ERR The watched keys take too much memory");
                }
            }
        }

        call.Reply.Status("OK");
    }

    private static void Unwatch(CommandCall call, ClientSession session)
    {
        session.Watched.Clear();
        call.Reply.Status("OK");
    }
}
