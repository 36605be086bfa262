using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RedisAi.Server.Tests.Hosting;

/// <summary>A host with an engine, and an endpoint at a free port.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EngineHost(IHost host) => _host = host;

    public IKeyspace Keyspace => _host.Services.GetRequiredService<RedisAiEngine>().Keyspace;

    public static async Task<EngineHost> StartAsync()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRedisAi().AddRespEndpoint(0);
        EngineHost host = new(builder.Build());
        await host._host.StartAsync();
        return host;
    }

    public RespClient Connect() => new(new IPEndPoint(IPAddress.Loopback, _host.Services.GetRequiredService<IRespEndpoint>().Port));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
