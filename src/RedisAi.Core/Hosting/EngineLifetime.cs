using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;

namespace RedisAi.Hosting;

/// <summary>Ties the engine to a host: models, scripts and plans are loaded before anything else starts, and the engine closes after everything else has stopped.</summary>
/// <remarks>
/// The engine closes in <see cref="StoppedAsync"/> and not in <see cref="StoppingAsync"/>: a web server finishes its requests in between, and
/// these still call models. Once it is reached, only threads that the host does not know of can call, and those are refused.
/// </remarks>
internal sealed class EngineLifetime(IServiceProvider services, HostedLoads loads, ILoggerFactory? loggerFactory = null) : IHostedLifecycleService
{
    private readonly ILogger _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(EngineMetrics.Name);
    private RedisAiEngine? _engine;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Made here and not by the constructor, so that the host has checked the options before.
        _engine = services.GetRequiredService<RedisAiEngine>();
        return loads.LoadAsync(_engine, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_engine is null)
        {
            return;
        }

        // Once the host loses patience, running calls are asked to stop. The container disposes the engine again, which waits for the same end.
        Task closed = _engine.CloseAsync(cancellationToken);
        try
        {
            await closed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (closed.IsCompleted)
            {
                // Both came at once: how it closed is what counts.
                await closed.ConfigureAwait(false);
                return;
            }

            _logger.ShutdownNotAwaited();
        }
    }
}
