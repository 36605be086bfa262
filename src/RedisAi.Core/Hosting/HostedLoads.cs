using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RedisAi.Diagnostics;
using RedisAi.Persistence;

namespace RedisAi.Hosting;

/// <summary>The models, scripts and plans that were added to a host: loads them when it starts, and keeps how that went for the health check.</summary>
internal sealed class HostedLoads
{
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

    /// <summary>What a storage has and could not be brought back; written by the start of the host, read by health checks.</summary>
    public IReadOnlyList<RestoreFailure> NotRestored { get; private set; } = [];

    /// <summary>Brings back what the storage has, loads all that were added and that it has not loaded before, and warms the models; returns when each is ready or has failed.</summary>
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

        CatalogRestore? restore = engine.BeginRestore();
        LoadState[] missing = [.. States.Where(static state => !state.Succeeded)];
        long started = _time.GetTimestamp();
        if (missing.Length > 0)
        {
            _logger.Loading(missing.Length);
        }

        try
        {
            await (restore?.RestoreModelsAndScriptsAsync(IsRegistered, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            await LoadAsync(engine, missing.Where(static state => state.Registration.Phase == LoadRegistration.FirstPhase), restore, cancellationToken).ConfigureAwait(false);
            await CatchUpAsync(engine, plans: false, cancellationToken).ConfigureAwait(false);
            await (restore?.RestorePlansAsync(IsRegistered, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            await LoadAsync(engine, missing.Where(static state => state.Registration.Phase == LoadRegistration.PlanPhase), restore, cancellationToken).ConfigureAwait(false);
            await CatchUpAsync(engine, plans: true, cancellationToken).ConfigureAwait(false);
            await (engine.SharedCatalog?.FollowAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            NotRestored = restore?.Failures.List ?? [];
            restore?.Report();
        }

        if (missing.Length > 0)
        {
            _logger.Ready(missing.Count(static state => state.Succeeded), missing.Length, _time.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    /// <summary>Takes what other processes have stored: it comes last, since it takes the place of what each process registers.</summary>
    private static Task CatchUpAsync(RedisAiEngine engine, bool plans, CancellationToken cancellationToken) =>
        engine.SharedCatalog?.CatchUpAsync(plans, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Whether the host sees to what a storage has under a key.</summary>
    private bool IsRegistered(DurableItemKind kind, string key) => States.Any(state => state.Registration.Key == key && state.Kind == DurableItemName.Of(kind));

    private async Task LoadAsync(RedisAiEngine engine, IEnumerable<LoadState> states, CatalogRestore? restore, CancellationToken cancellationToken)
    {
        bool failFast = _services.GetRequiredService<IOptions<RedisAiOptions>>().Value.FailFast;
        ParallelOptions options = new() { MaxDegreeOfParallelism = CatalogRestore.MaxLoads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            states,
            options,
            (state, token) =>
            {
                state.Failures = restore?.Failures ?? state.Failures;
                return LoadAsync(engine, state, failFast, token);
            }).ConfigureAwait(false);
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
