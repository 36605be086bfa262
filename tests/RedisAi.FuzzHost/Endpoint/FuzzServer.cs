using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Server;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>An endpoint with all of its commands at a Unix socket, in front of an engine whose runtimes are stand-ins.</summary>
internal sealed class FuzzServer : IDisposable
{
    private readonly IHost _host;

    /// <param name="path">Where the socket is.</param>
    public FuzzServer(string path)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("RedisAi:Resp:Ai:MaxZeroBytes", "1048576")]);
        builder.Logging.AddProvider(Failures);
        builder.Services.AddRedisAi(static options => (options.Tensors.MaxBytes, options.Tensors.Eviction) = (64 << 20, TensorEviction.Reject))
            .AddBackend<IBackend>(static _ => new StandInBackend("ONNX"))
            .AddBackend<IBackend>(static _ => new StandInBackend("TORCH"))
            .AddRespEndpoint(0, options =>
            {
                options.UnixSocketPath = path;
                options.ReceiveSpin = TimeSpan.Zero;
            });
        _host = builder.Build();
        _host.Start();
        Endpoint = _host.Services.GetRequiredService<IRespEndpoint>();
    }

    public FailureLog Failures { get; } = new();

    public IRespEndpoint Endpoint { get; }

    public void Dispose()
    {
        _host.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
    }
}
