using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RedisAi.Diagnostics;

namespace RedisAi.Hosting;

/// <summary>The models that were added to a host: loads them when it starts, and keeps how that went for the health check.</summary>
internal sealed class HostedModels
{
    /// <summary>How many models load at once: each keeps one processor busy, and for a while needs its memory twice.</summary>
    private static readonly int s_maxLoads = Math.Clamp(Environment.ProcessorCount, 2, 4);

    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    public HostedModels(
        IServiceProvider services, IEnumerable<ModelRegistration> registrations, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        _services = services;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(EngineMetrics.Name);
        _time = timeProvider ?? TimeProvider.System;
        States = [.. registrations.Select(static registration => new ModelLoadState(registration))];
    }

    /// <summary>One for each model that was added.</summary>
    public IReadOnlyList<ModelLoadState> States { get; }

    /// <summary>Loads and warms all models; returns when each of them is ready or has failed.</summary>
    /// <param name="engine">Where they go.</param>
    /// <param name="cancellationToken">The host gives up its start.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    /// <remarks>A model that fails is logged and kept in its state. A required one ends this with its exception when <see cref="RedisAiOptions.FailFast"/> is set.</remarks>
    public async Task LoadAsync(RedisAiEngine engine, CancellationToken cancellationToken)
    {
        if (States.Count == 0)
        {
            return;
        }

        bool failFast = _services.GetRequiredService<IOptions<RedisAiOptions>>().Value.FailFast;
        long started = _time.GetTimestamp();
        _logger.ModelsLoading(States.Count);

        ParallelOptions options = new() { MaxDegreeOfParallelism = s_maxLoads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            States, options, (state, token) => LoadAsync(engine, state, failFast && state.IsRequired, token)).ConfigureAwait(false);

        _logger.ModelsReady(States.Count(static state => state.Succeeded), States.Count, _time.GetElapsedTime(started).TotalMilliseconds);
    }

    private async ValueTask LoadAsync(RedisAiEngine engine, ModelLoadState state, bool mustLoad, CancellationToken cancellationToken)
    {
        try
        {
            ModelSource source = state.Registration.CreateSource(_services);
            await engine.Models.StoreAsync(state.Key, source, state.Registration.Options, cancellationToken).ConfigureAwait(false);
            state.Succeed();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever is wrong with one model, the host runs on, and the health check says why.
        catch (Exception error)
#pragma warning restore CA1031
        {
            state.Fail(error);
            _logger.ModelLoadFailed(error, state.Key);
            if (mustLoad)
            {
                throw;
            }
        }
    }
}
