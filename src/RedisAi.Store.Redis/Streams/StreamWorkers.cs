using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;

namespace RedisAi.Store.Redis;

/// <summary>The workers of a host: started when its models are loaded, stopped before its engine closes.</summary>
internal sealed class StreamWorkers(
    IServiceProvider services, IEnumerable<StreamWorkerRegistration> registrations, ILoggerFactory? loggerFactory = null, IMeterFactory? meterFactory = null) : IHostedService, IDisposable
{
    private readonly ILogger _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(EngineMetrics.Name);
    private StreamMetrics? _metrics;
    private volatile StreamWorker[] _workers = [];

    /// <summary>Those that were started.</summary>
    public IReadOnlyList<StreamWorker> List => _workers;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Made here and not by the constructor, so that the host has checked the options of the engine before.
        RedisAiEngine engine = services.GetRequiredService<RedisAiEngine>();
        _metrics = new StreamMetrics(meterFactory, () => _workers);
        _workers = [.. registrations.Select(registration => new StreamWorker(registration, engine, _metrics, _logger))];
        foreach (StreamWorker worker in _workers)
        {
            worker.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_workers.Select(worker => worker.StopAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (StreamWorker worker in _workers)
        {
            worker.Dispose();
        }

        _metrics?.Dispose();
    }
}
