using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Scripts;

/// <summary>What <c>redis.execute</c> in a script reaches: the commands of the endpoint, tensors among them.</summary>
/// <param name="server">The server; asked at the first command, since the engine needs its keyspace before there are commands.</param>
internal sealed class EndpointKeyspace(Func<ServerState> server) : IKeyspace
{
    /// <summary>What a script cannot do: wait, store what runs, or act for a connection that it has not.</summary>
    private const CommandFlags Refused =
        CommandFlags.NoMulti | CommandFlags.Runs | CommandFlags.StoresCode | CommandFlags.Admin | CommandFlags.NoAuth | CommandFlags.ThroughMulti;

    private static readonly string[] s_ofConnections = ["client", "unwatch", "select"];

    public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(command);
        CommandArguments tokens = new();
        tokens.Add(LosslessText.Encode(command));
        foreach (string argument in arguments)
        {
            ArgumentNullException.ThrowIfNull(argument, nameof(arguments));
            tokens.Add(LosslessText.Encode(argument));
        }

        ServerCommand known = server().Commands.Find(tokens.Bytes(0)) ?? throw new KeyspaceException(RedisErrors.InvalidInScript(RedisErrors.Unknown(tokens)));
        if ((known.Flags & Refused) != CommandFlags.None || s_ofConnections.Contains(known.Name))
        {
            throw new KeyspaceException(RedisErrors.NotFromScript);
        }

        if (known.Arity >= 0 ? tokens.Count != known.Arity : tokens.Count < -known.Arity)
        {
            throw new KeyspaceException(RedisErrors.InvalidInScript(RedisErrors.WrongArity(known.Name)));
        }

        return Execute(known, tokens);
    }

    private static KeyspaceReply Execute(ServerCommand command, CommandArguments tokens)
    {
        ReplyCollector reply = new();
        try
        {
            // What waits was refused.
            command.Execute(new CommandCall(tokens, reply, ScriptClient.Instance)).AsTask().GetAwaiter().GetResult();
            return reply.Reply;
        }
        catch (Exception error) when (error is CommandException or (RedisAiException and not KeyspaceException))
        {
            throw new KeyspaceException(error.Message, error);
        }
        finally
        {
            tokens.Clear();
        }
    }
}
