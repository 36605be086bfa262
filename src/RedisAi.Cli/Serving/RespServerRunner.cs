using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RedisAi.Cli.CommandLine;
using RedisAi.Server;
using RedisAi.Server.Hosting;
using RedisAi.Server.Running;

namespace RedisAi.Cli.Serving;

/// <summary>Runs what the program RedisAi.Server runs: an engine with its backends, behind Redis' protocol, and behind HTTP where that is asked for.</summary>
internal sealed class RespServerRunner : IServerRunner
{
    public async Task RunAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        InlineCompletions.Enable();
        try
        {
            IEnumerable<KeyValuePair<string, string?>> configuration = Configuration(settings);
            using IHost host = settings.Http is { } http ? HttpHost.Create(configuration, http) : ServerHost.Create(configuration);
            await RunAsync(host, settings.WhenStarted, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OptionsValidationException or SocketException or InvalidOperationException or IOException)
        {
            throw new CliException(error.Message, error);
        }
    }

    private static async Task RunAsync(IHost host, Func<int, CancellationToken, Task>? whenStarted, CancellationToken cancellationToken)
    {
        if (whenStarted is null)
        {
            await host.RunAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await whenStarted(host.Services.GetRequiredService<IRespEndpoint>().Port, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why a host does not start is told as a sentence, and not also logged with a stack trace, unless somebody says so.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Configuration(ServeSettings settings) =>
        settings.Configuration.Prepend(new KeyValuePair<string, string?>("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "None"));
}
