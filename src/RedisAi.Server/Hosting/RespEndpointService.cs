using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Hosting;

/// <summary>Ties an endpoint to a host: it listens when the models were loaded, and stops before the engine closes.</summary>
/// <param name="services">The container.</param>
/// <param name="name">The name of its settings.</param>
internal sealed class RespEndpointService(IServiceProvider services, string name) : IHostedService, IRespEndpoint, IDisposable
{
    private RespEndpoint? _endpoint;

    public int Port => _endpoint?.Port ?? 0;

    public int ClientCount => _endpoint?.ClientCount ?? 0;

    public RespEndpoint? Endpoint => _endpoint;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Made here and not by the constructor, so that the host has checked the settings before.
        _endpoint = new RespEndpoint(
            services.GetRequiredService<IOptionsMonitor<RespEndpointOptions>>().Get(name), services.GetRequiredService<ServerState>());
        _ = services.GetRequiredService<EndpointMetrics>();
        _endpoint.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _endpoint?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose() => _endpoint?.Dispose();
}
