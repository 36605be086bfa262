using RedisAi.Server.Connections;
using RedisAi.Server.Hosting;
using RedisAi.Server.Saving;

namespace RedisAi.Server.Commands;

/// <summary>SAVE, BGSAVE, LASTSAVE and SHUTDOWN.</summary>
/// <param name="server">What is saved, or ends.</param>
internal sealed class SaveCommands(ServerState server)
{
    private int _isSaving;

    public IReadOnlyList<ServerCommand> All =>
    [
        new("save", 1, CommandFlags.Admin | CommandFlags.NoMulti | CommandFlags.Runs, CommandKeys.None, SaveAsync),
        SyncCommand.Create("bgsave", -1, CommandFlags.Admin, BackgroundSave),
        SyncCommand.Create("lastsave", 1, CommandFlags.None, LastSave),
        new("shutdown", -1, CommandFlags.Admin | CommandFlags.NoMulti | CommandFlags.Runs, CommandKeys.None, ShutDownAsync),
    ];

    private ISaver Saver => server.Saver ?? throw new CommandException("ERR There is nothing to save to: what the server holds is in memory only, since it was set up without a durable store");

    private async ValueTask SaveAsync(CommandCall call)
    {
        await Saver.SaveAsync(call.Client.Gone).ConfigureAwait(false);
        call.Reply.Status("OK");
    }

    private void BackgroundSave(CommandCall call)
    {
        ISaver saver = Saver;
        if (Interlocked.Exchange(ref _isSaving, 1) != 0)
        {
            throw new CommandException("ERR Background save already in progress");
        }

        _ = SaveInBackgroundAsync(saver);
        call.Reply.Status("Background saving started");
    }

    private async Task SaveInBackgroundAsync(ISaver saver)
    {
        try
        {
            await saver.SaveAsync(CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody waits for it: the log has it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            server.Logger.CommandFailed(error, "bgsave");
        }
        finally
        {
            Volatile.Write(ref _isSaving, 0);
        }
    }

    private void LastSave(CommandCall call) => call.Reply.Integer((server.Saver?.LastSave ?? server.Started).ToUnixTimeSeconds());

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

        if (saves || (arguments.Count == 1 && server.Saver is not null))
        {
            await Saver.SaveAsync(call.Client.Gone).ConfigureAwait(false);
        }

        // As with Redis, the end of the connection is the reply.
        ((ClientSession)call.Client).IsEnding = true;
        process.Stop();
    }
}
