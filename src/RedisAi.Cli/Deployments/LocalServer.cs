using System.Globalization;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Serving;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Deployments;

/// <summary>Where <c>run-local</c> serves: at the usual port of this machine, or at the address that is typed as the target.</summary>
/// <param name="url">The address; null for the usual one.</param>
internal sealed class LocalServer(RedisUrl? url)
{
    private const string Loopback = "127.0.0.1";
    private const string Usual = "redisai";

    /// <exception cref="CliException">It is no address that can be served.</exception>
    public static LocalServer Of(DeploymentTarget target)
    {
        if (target.IsLocal || target.Text is Usual or $"{Usual}:")
        {
            return new LocalServer(null);
        }

        RedisUrl url = RedisUrl.TryParse(target.Text) ?? throw CliException.NotUnderstood($"The target {RedisUrl.Expected}");
        return url.IsEncrypted || url.User is not null
            ? throw CliException.NotUnderstood("run-local serves without encryption and without users: -t local, or redisai://:password@address:port. 'redisai serve' has both.")
            : new LocalServer(url);
    }

    /// <summary>The server's settings, by their own names.</summary>
    public Dictionary<string, string?> Settings()
    {
        Dictionary<string, string?> settings = [];
        if (url is not null)
        {
            settings["RedisAi:Resp:Port"] = url.Port.ToString(CultureInfo.InvariantCulture);
            settings["RedisAi:Resp:Address"] = url.Host == "localhost" ? Loopback : url.Host;
            settings["RedisAi:Resp:Password"] = url.Password;
        }

        return settings;
    }

    /// <summary>How the server is reached from this process.</summary>
    public RedisUrl Address(int port) => new(
        url is null || url.Host is "localhost" or "0.0.0.0" ? Loopback : url.Host, port, IsEncrypted: false, User: null, url?.Password, Database: 0);

    /// <summary>Serves, and deploys a model there by the server's own commands, so that whoever connects can manage it.</summary>
    public Task RunAsync(CommandCall call, Func<DeploymentSession, string, Task> deploy)
    {
        Dictionary<string, string?> settings = Settings();
        if (call.WantsJson)
        {
            settings["Logging:Console:FormatterName"] = "json";
        }

        return call.Services.Server.RunAsync(
            new ServeSettings(settings, Http: null) { WhenStarted = (port, token) => DeployAsync(call, Address(port), deploy, token) },
            call.Interrupted);
    }

    private static async Task DeployAsync(CommandCall call, RedisUrl address, Func<DeploymentSession, string, Task> deploy, CancellationToken cancellationToken)
    {
        RedisAiClient client = await RedisAiClient.ConnectAsync(address, options: null, cancellationToken).ConfigureAwait(false);
        DeploymentSession session = await DeploymentSession.OfAsync(client, call).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await deploy(session, $"redisai://{address.Host}:{address.Port}").ConfigureAwait(false);
        }
    }
}
