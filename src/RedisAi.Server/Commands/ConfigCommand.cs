using System.Globalization;
using RedisAi.Server.Connections;
using RedisAi.Store;

namespace RedisAi.Server.Commands;

/// <summary>CONFIG: tells settings by Redis' names. They come from the application's configuration, and cannot be changed by a client.</summary>
/// <param name="server">Whose counters RESETSTAT sets back.</param>
internal sealed class ConfigCommand(ServerState server)
{
    public IReadOnlyList<ServerCommand> All => [SyncCommand.Create("config", -2, CommandFlags.Admin, Execute)];

    private void Execute(CommandCall call, ClientSession session)
    {
        CommandArguments arguments = call.Arguments;
        switch (arguments.Text(1).ToLowerInvariant())
        {
            case "get" when arguments.Count > 2:
                Get(call, session.Endpoint);
                break;
            case "resetstat" when arguments.Count == 2:
                server.Reset = server.Clients.Totals();
                call.Reply.Status("OK");
                break;
            case "set":
                throw new CommandException("ERR CONFIG SET failed - settings come from the configuration of the application, and cannot be changed while it runs");
            case "rewrite":
                throw new CommandException("ERR The server is running without a config file");
            case "get" or "resetstat":
                throw new CommandException(RedisErrors.WrongArity($"config|{arguments.Text(1).ToLowerInvariant()}"));
            default:
                throw new CommandException(RedisErrors.UnknownSubcommand("config", arguments.Text(1)));
        }
    }

    private static void Get(CommandCall call, EndpointState endpoint)
    {
        CommandArguments arguments = call.Arguments;
        List<(string Name, string Value)> fitting = [];
        foreach ((string name, string value) in Settings(endpoint))
        {
            for (int place = 2; place < arguments.Count; place++)
            {
                if (GlobPattern.IsMatch(arguments.Text(place).ToLowerInvariant(), name))
                {
                    fitting.Add((name, value));
                    break;
                }
            }
        }

        call.Reply.Map(fitting.Count);
        foreach ((string name, string value) in fitting)
        {
            call.Reply.Bulk(name);
            call.Reply.Bulk(value);
        }
    }

    private static IEnumerable<(string Name, string Value)> Settings(EndpointState endpoint)
    {
        RespEndpointOptions options = endpoint.Options;
        return
        [
            ("appendonly", "no"),
            ("bind", options.UnixSocketPath is null ? options.Address : ""),
            ("databases", "1"),
            ("maxclients", Text(options.MaxClients)),
            ("maxmemory", Text(endpoint.Server.Keys.MaxBytes ?? 0)),
            ("maxmemory-policy", EvictionPolicy.Of(endpoint.Server.Keys)),
            ("port", Text(endpoint.Port)),
            ("proto-max-bulk-len", Text(options.MaxBulkBytes)),
            ("client-query-buffer-limit", Text(options.MaxCommandBytes)),
            ("protected-mode", "yes"),
            ("save", ""),
            ("timeout", Text((long)(options.IdleTimeout?.TotalSeconds ?? 0))),
            ("unixsocket", options.UnixSocketPath ?? ""),
        ];
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
