using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Info;

/// <summary>AI.CONFIG. It never loads code: backends are what the application has given the engine.</summary>
internal sealed class SettingsCommand(AiServices services)
{
    public ValueTask Execute(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Arity.Check(arguments, 2);
        if (arguments.Is(1, "LOADBACKEND"))
        {
            Arity.Check(arguments, 4);
            FindBackend(arguments.Text(2));
        }
        else if (arguments.Is(1, "BACKENDSPATH"))
        {
            ThrowIfForbidden(call, "backendspath");
            services.Settings.BackendsPath = arguments.Count > 2 ? arguments.Text(2) : throw new CommandException("ERR BACKENDSPATH: missing path argument");
        }
        else if (arguments.Is(1, "MODEL_CHUNK_SIZE"))
        {
            ThrowIfForbidden(call, "model_chunk_size");
            SetChunkSize(arguments);
        }
        else if (arguments.Is(1, "GET"))
        {
            Get(call);
            return ValueTask.CompletedTask;
        }
        else
        {
            throw new CommandException("ERR unsupported subcommand");
        }

        call.Reply.Status("OK");
        return ValueTask.CompletedTask;
    }

    /// <summary>What there is may be asked by everybody: clients do, before they store a model.</summary>
    private static void ThrowIfForbidden(CommandCall call, string subcommand)
    {
        if (!call.Client.MayAdminister)
        {
            throw new CommandException($"NOPERM this user has no permissions to run the 'ai.config|{subcommand}' command");
        }
    }

    private void FindBackend(string typed)
    {
        string name = BackendList.NameOf(typed) ?? throw new CommandException("ERR unsupported backend");
        if (!services.Backends.IsHere(name))
        {
            throw new CommandException("ERR error loading backend");
        }
    }

    private void SetChunkSize(CommandArguments arguments)
    {
        if (arguments.Count < 3)
        {
            throw new CommandException("ERR MODEL_CHUNK_SIZE: missing chunk size");
        }

        services.Settings.ModelChunkSize = KeyspaceNumber.TryInteger(arguments.Bytes(2), out long size) && size > 0
            ? size
            : throw new CommandException("ERR MODEL_CHUNK_SIZE: invalid chunk size");
    }

    private void Get(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Arity.Check(arguments, 3);
        if (arguments.Is(2, "BACKENDSPATH"))
        {
            call.Reply.Bulk(services.Settings.BackendsPath);
        }
        else if (arguments.Is(2, "MODEL_CHUNK_SIZE"))
        {
            call.Reply.Integer(services.Settings.ModelChunkSize);
        }
        else
        {
            call.Reply.Null();
        }
    }
}
