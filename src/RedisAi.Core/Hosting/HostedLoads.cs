using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RedisAi.Diagnostics;

namespace RedisAi.Hosting;

/// <summary>The models, scripts and plans that were added to a host: loads them when it starts, and keeps how that went for the health check.</summary>
internal sealed class HostedLoads
{
    /// <summary>How many load at once: each keeps one processor busy, and for a while needs its memory twice.</summary>
    private static readonly int s_maxLoads = Math.Clamp(Environment.ProcessorCount, 2, 4);

    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly IConfiguration? _configuration;
    private readonly OtherSettings[] _otherSettings;

    public HostedLoads(
        IServiceProvider services,
        IEnumerable<LoadRegistration> registrations,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null,
        IConfiguration? configuration = null,
        IEnumerable<OtherSettings>? otherSettings = null)
    {
        _services = services;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(EngineMetrics.Name);
        _time = timeProvider ?? TimeProvider.System;
        _configuration = configuration;
        _otherSettings = [.. otherSettings ?? []];
        States = [.. registrations.Select(static registration => new LoadState(registration))];
    }

    /// <summary>One for each that was added.</summary>
    public IReadOnlyList<LoadState> States { get; }

    /// <summary>Loads all of them that it has not loaded before, and warms the models; returns when each is ready or has failed.</summary>
    /// <param name="engine">Where they go.</param>
    /// <param name="cancellationToken">The host gives up its start.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    /// <remarks>One that fails is logged and kept in its state. A required one ends this with its exception when <see cref="RedisAiOptions.FailFast"/> is set.</remarks>
    public async Task LoadAsync(RedisAiEngine engine, CancellationToken cancellationToken)
    {
        if (UnknownSettings.Find(_configuration, _otherSettings) is { Count: > 0 } unknown)
        {
            _logger.UnknownSettings(string.Join(", ", unknown));
        }

        LoadState[] missing = [.. States.Where(static state => !state.Succeeded)];
        if (missing.Length == 0)
        {
            return;
        }

        bool failFast = _services.GetRequiredService<IOptions<RedisAiOptions>>().Value.FailFast;
        long started = _time.GetTimestamp();
        _logger.Loading(missing.Length);

        ParallelOptions options = new() { MaxDegreeOfParallelism = s_maxLoads, CancellationToken = cancellationToken };
        foreach (IGrouping<int, LoadState> phase in missing.GroupBy(static state => state.Registration.Phase).OrderBy(static phase => phase.Key))
        {
            await Parallel.ForEachAsync(
                phase, options, (state, token) => LoadAsync(engine, state, failFast, token)).ConfigureAwait(false);
        }

        _logger.Ready(missing.Count(static state => state.Succeeded), missing.Length, _time.GetElapsedTime(started).TotalMilliseconds);
    }

    private async ValueTask LoadAsync(RedisAiEngine engine, LoadState state, bool failFast, CancellationToken cancellationToken)
    {
        try
        {
            await state.Registration.LoadAsync(engine, _services, state, cancellationToken).ConfigureAwait(false);
            state.Succeed();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever is wrong with one of them, the host runs on, and the health check says why.
        catch (Exception error)
#pragma warning restore CA1031
        {
            engine.Absences.NoteFailure(state.Kind, state.Registration.Key, error);
            state.Registration.LogFailure(_logger, error);
            if (failFast && state.IsRequired)
            {
                throw;
            }
        }
    }
}
