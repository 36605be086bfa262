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

    public RedisAiEngine Engine => _host.Services.GetRequiredService<RedisAiEngine>();

    public IKeyspace Keyspace => Engine.Keyspace;

    public int Port => _host.Services.GetRequiredService<IRespEndpoint>().Port;

    /// <param name="options">Changes the settings of the engine; null for none.</param>
    /// <param name="endpoint">Changes those of the endpoint; null for none.</param>
    /// <param name="withBackends">Whether ONNX, TorchScript and TensorFlow Lite are there.</param>
    /// <param name="services">Adds others; null for none.</param>
    public static async Task<EngineHost> StartAsync(Action<RedisAiOptions>? options = null, Action<RespEndpointOptions>? endpoint = null, bool withBackends = false, Action<IServiceCollection>? services = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        services?.Invoke(builder.Services);
        RedisAiBuilder engine = builder.Services.AddRedisAi(options ?? (static _ => { })).AddRespEndpoint(0, endpoint);
        if (withBackends)
        {
            engine.AddOnnxBackend().AddTorchBackend().AddTfLiteBackend();
        }

        EngineHost host = new(builder.Build());
        await host._host.StartAsync();
        return host;
    }

    public RespClient Connect() => new(new IPEndPoint(IPAddress.Loopback, Port));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
