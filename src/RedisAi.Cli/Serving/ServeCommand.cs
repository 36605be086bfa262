using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Server.Connections;
using RedisAi.Server.Running;

namespace RedisAi.Cli.Serving;

/// <summary><c>redisai serve</c>: the server.</summary>
internal static class ServeCommand
{
    /// <summary>What the options stand for is told by <see cref="ServerArguments.Settings"/>.</summary>
    private static readonly (string Name, string HelpName, string Description)[] s_options =
    [
        ("--port", "port", "The port; 6379 unless said, 0 for a free one"),
        ("--bind", "address", "Where it listens: an IP address, localhost unless said, * for all addresses"),
        ("--requirepass", "password", "The password. Every user of the machine sees it here: better RedisAi__Resp__Password in the environment"),
        ("--unixsocket", "path", "Listens to a Unix socket instead"),
        ("--store", "file", "Keeps tensors, models and scripts there, and finds them at the next start"),
        ("--durability", "none|interval|everywrite", "What a write waits for: nothing, nothing but it is on the disk a second later (unless said), or the disk"),
        ("--maxclients", "n", "How many clients may be connected; 10,000 unless said"),
        ("--timeout", "hh:mm:ss", "After what time a client that sends nothing is disconnected; never unless said"),
        ("--tls-cert-file", "path", "Encrypts with this certificate"),
        ("--tls-key-file", "path", "The key of the certificate"),
    ];

    public static Command Create(CommandMaker maker)
    {
        (string Setting, Option<string> Option)[] known =
            [.. s_options.Select(static option => (ServerArguments.Settings[option.Name], new Option<string>(option.Name) { Description = option.Description, HelpName = option.HelpName }))];
        Option<string[]> others = new("--set")
        {
            Description = "Any setting by its own name, as in RedisAi:Tensors:MaxBytes=1073741824; may be given several times",
            HelpName = "name=value",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<int?> httpPort = new("--http-port") { Description = "Serves over HTTP at this port, too: deployments, predictions and the Open Inference Protocol; 0 for a free one", HelpName = "port" };
        Option<string?> httpBind = new("--http-bind") { Description = "Where it listens for HTTP: an IP address, localhost unless said, * for all addresses; those need a password", HelpName = "address" };
        return maker.Make("serve", "Run a server for RedisAI's and Redis' clients", [.. known.Select(static option => option.Option), others, httpPort, httpBind], async call =>
        {
            Dictionary<string, string?> settings = new(KeyValueTexts.Parse("--set", call.Typed.GetValue(others) ?? [])
                .Select(static setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
            foreach ((string setting, Option<string> option) in known)
            {
                if (call.Typed.GetValue(option) is { } value)
                {
                    settings[setting] = value;
                }
            }

            if (call.WantsJson)
            {
                settings["Logging:Console:FormatterName"] = "json";
            }

            await call.Services.Server.RunAsync(new ServeSettings(settings, Http(call.Typed.GetValue(httpPort), call.Typed.GetValue(httpBind))), call.Interrupted).ConfigureAwait(false);
        });
    }

    private static HttpSettings? Http(int? port, string? address) => (port, address) switch
    {
        (null, null) => null,
        (null, _) => throw CliException.NotUnderstood("--http-bind needs --http-port: without it nothing is served over HTTP."),
        ( < 0 or > ushort.MaxValue, _) => throw CliException.NotUnderstood($"--http-port ({port}) must be between 0 and {ushort.MaxValue}."),
        ({ } given, _) => new HttpSettings(given, address ?? ListenAddress.Loopback),
    };
}
