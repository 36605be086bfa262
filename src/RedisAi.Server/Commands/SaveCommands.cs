using RedisAi.Server.Connections;
using RedisAi.Server.Hosting;
using RedisAi.Server.Saving;

namespace RedisAi.Server.Commands;

/// <summary>SAVE, BGSAVE, LASTSAVE and SHUTDOWN.</summary>
/// <param name="server">What is saved, or ends.</param>
internal sealed class SaveCommands(ServerState server)
{
    public IReadOnlyList<ServerCommand> All =>
    [
        new("save", 1, CommandFlags.Admin | CommandFlags.NoMulti | CommandFlags.Runs, CommandKeys.None, SaveAsync),
        SyncCommand.Create("bgsave", -1, CommandFlags.Admin, BackgroundSave),
        SyncCommand.Create("lastsave", 1, CommandFlags.None, call => call.Reply.Integer(server.Saves.LastSave)),
        new("shutdown", -1, CommandFlags.Admin | CommandFlags.NoMulti | CommandFlags.Runs, CommandKeys.None, ShutDownAsync),
    ];

    private async ValueTask SaveAsync(CommandCall call)
    {
        server.Saves.ThrowIfInBackground();
        await server.Saves.SaveAsync(call.Client.Gone).ConfigureAwait(false);
        call.Reply.Status("OK");
    }

    private void BackgroundSave(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        bool isScheduled = arguments.Is(1, "schedule");
        if (arguments.Count > 2 || (arguments.Count == 2 && !isScheduled))
        {
            throw new CommandException(RedisErrors.Syntax);
        }

        if (isScheduled && server.Saves.IsInBackground)
        {
            // What changes from now on is saved all the same: the storage writes by itself.
            call.Reply.Status("Background saving scheduled");
            return;
        }

        _ = LogFailureAsync(server.Saves.StartInBackground());
        call.Reply.Status("Background saving started");
    }

    private async Task LogFailureAsync(Task saving)
    {
        try
        {
            await saving.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody waits for it: the log has it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            server.Logger.CommandFailed(error, "bgsave");
        }
    }

    private async ValueTask ShutDownAsync(CommandCall call)
    {
        IServerProcess process = server.Process
            ?? throw new CommandException("ERR SHUTDOWN is not allowed: the server is a part of an application, and ends with it");
        CommandArguments arguments = call.Arguments;
        bool saves = arguments.Is(1, "save");
        if (arguments.Count > 2 || (arguments.Count == 2 && !saves && !arguments.Is(1, "nosave")))
        {
            throw new CommandException(RedisErrors.Syntax);
        }

        // What cannot be saved is not lost without a word: the server stays, unless it is told not to save.
        if (saves || (arguments.Count == 1 && server.Saves.IsPossible))
        {
            await server.Saves.SaveAsync(call.Client.Gone).ConfigureAwait(false);
        }

        // As with Redis, the end of the connection is the reply.
        ((ClientSession)call.Client).IsEnding = true;
        process.Stop();
    }
}
