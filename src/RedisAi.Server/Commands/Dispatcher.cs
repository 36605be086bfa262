using Microsoft.Extensions.Logging;
using RedisAi.Server.Connections;
using RedisAi.Server.Hosting;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Commands;

/// <summary>Decides what becomes of a command: an error, a place in a transaction, or its execution.</summary>
/// <param name="table">The commands.</param>
/// <param name="logger">Told of errors that nobody has foreseen.</param>
internal sealed class Dispatcher(CommandTable table, ILogger logger)
{
    /// <summary>The command that a client means; null when there is none of that name.</summary>
    public ServerCommand? Find(CommandArguments arguments) => table.Find(arguments.Bytes(0));

    /// <summary>Answers a command.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="call">The command as it came.</param>
    /// <param name="command">What <see cref="Find"/> has found.</param>
    public ValueTask ExecuteAsync(ClientSession session, CommandCall call, ServerCommand? command)
    {
        if (Refusal(session, call.Arguments, command) is { } error)
        {
            Refuse(session, error);
            return default;
        }

        session.LastCommand = command;
        if (session.Transaction is { } transaction && (command!.Flags & CommandFlags.ThroughMulti) == CommandFlags.None)
        {
            Queue(session, transaction, command, call.Arguments);
            return default;
        }

        return RunAsync(session.Writer, session.Output, command!, call);
    }

    /// <summary>Executes a command that may be executed. Whatever it throws becomes its reply.</summary>
    public ValueTask RunAsync(RespWriter writer, OutputBuffer output, ServerCommand command, CommandCall call)
    {
        long mark = output.Length;
        ValueTask running;
        try
        {
            running = command.Execute(call);
            if (!running.IsCompleted)
            {
                return AwaitAsync(running, mark, writer, output, command);
            }

            running.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The client gets it, and the connection goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error, mark, writer, output, command);
        }

        return default;
    }

    private async ValueTask AwaitAsync(ValueTask running, long mark, RespWriter writer, OutputBuffer output, ServerCommand command)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error, mark, writer, output, command);
        }
    }

    private static string? Refusal(ClientSession session, CommandArguments arguments, ServerCommand? command)
    {
        if (session.User is null && (command is null || (command.Flags & CommandFlags.NoAuth) == CommandFlags.None))
        {
            return RedisErrors.NoAuth;
        }

        if (command is null)
        {
            return RedisErrors.Unknown(arguments);
        }

        if (command.Arity >= 0 ? arguments.Count != command.Arity : arguments.Count < -command.Arity)
        {
            return RedisErrors.WrongArity(command.Name);
        }

        if (session.User is { } user && !user.May(command))
        {
            return RedisErrors.NoPermission(user.Name, command.Name);
        }

        return session.Transaction is not null && (command.Flags & CommandFlags.NoMulti) != CommandFlags.None ? RedisErrors.NotInTransaction : null;
    }

    private static void Refuse(ClientSession session, string error)
    {
        if (session.Transaction is { } transaction)
        {
            transaction.IsDirty = true;
        }

        session.Writer.Error(error);
    }

    private static void Queue(ClientSession session, Transaction transaction, ServerCommand command, CommandArguments arguments)
    {
        if (transaction.TryAdd(command, arguments))
        {
            session.Writer.Status("QUEUED");
        }
        else
        {
            Refuse(session, "ERR The commands of the transaction take too much memory");
        }
    }

    private void Fail(Exception error, long mark, RespWriter writer, OutputBuffer output, ServerCommand command)
    {
        // What it has written before is no whole reply.
        output.TakeBack(mark);
        switch (error)
        {
            case DurableStorageException:
                // Redis' code for it, which clients know.
                writer.Error($"MISCONF {error.Message}");
                break;
            case CommandException or RedisAiException:
                writer.Error(error.Message);
                break;
            case OperationCanceledException:
                writer.Error("ERR The command was given up: the client is gone, or the server closes");
                break;
            case OutOfMemoryException:
                writer.Error("OOM There is not enough memory for the command");
                break;
            default:
                logger.CommandFailed(error, command.Name);
                writer.Error($"ERR '{command.Name}' failed for a reason that nobody has foreseen; the server's log has it");
                break;
        }
    }
}
