using Microsoft.Extensions.Logging;
using RedisAi.Hosting;
using RedisAi.MLflow.Deployments;

namespace RedisAi.MLflow.Following;

/// <summary>Keeps the model under a key what an address of MLflow's leads to. For any thread; one step is taken at a time.</summary>
/// <remarks>The folder of what serves is kept open, so that the cache has it at the next start, whatever else was downloaded meanwhile.</remarks>
internal sealed class ModelFollower : IDisposable
{
    private readonly FollowedAddress _followed;
    private readonly MlflowClient _client;
    private readonly EngineDeployer _deployer;
    private readonly LoadState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _step = new(1, 1);
    private DownloadedModel? _serving;
    private RunningCanary? _canary;
    private RefusedModel? _refused;

    public ModelFollower(FollowedAddress followed, MlflowClient client, EngineDeployer deployer, LoadState state, TimeProvider time, ILogger logger)
    {
        (_followed, _client, _deployer, _state) = (followed, client, deployer, state);
        (_time, _logger) = (time, logger);
    }

    private IModelRegistry Models => _deployer.Engine.Models;

    /// <summary>Loads what the address leads to, or, if that fails, what was good before.</summary>
    /// <exception cref="Exception">Why what the address leads to does not serve, where nothing else does.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _step.WaitAsync(cancellationToken).ConfigureAwait(false);
        DownloadedModel? good = null;
        try
        {
            good = await _client.OpenLastGoodAsync(_followed.Uri, cancellationToken).ConfigureAwait(false);
            try
            {
                await LoadNewestAsync(good is null ? null : _followed.Options.StartTimeout, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (good is not null && !cancellationToken.IsCancellationRequested)
            {
                DownloadedModel model = good;
                good = null;
                await InstallLastGoodAsync(model, error, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            good?.Dispose();
            _step.Release();
        }
    }

    /// <summary>Takes a step whenever the time for one has come.</summary>
    /// <param name="refresh">How often.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task FollowAsync(TimeSpan refresh, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(refresh, _time, cancellationToken).ConfigureAwait(false);
            try
            {
                await RefreshAsync(again: false, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // It was logged, health tells of it, and the next step may do better.
            }
        }
    }

    /// <summary>Takes a step: finds out where the address leads, and does what is to be done about it.</summary>
    /// <param name="again">Whether to try what was refused before.</param>
    /// <param name="cancellationToken">Ends it; what serves stays.</param>
    /// <exception cref="Exception">Why what the address leads to does not serve.</exception>
    public async Task RefreshAsync(bool again, CancellationToken cancellationToken)
    {
        await _step.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StepAsync(again, cancellationToken).ConfigureAwait(false);
            if (_state.Concern is not null)
            {
                _state.Concern = null;
                _logger.FollowsAgain(_followed.Key, _followed.Uri);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Once for each reason, and not at each step.
            if (_state.Concern?.Message != error.Message)
            {
                _logger.DoesNotFollow(error, _followed.Key, _followed.Uri, error.Message);
            }

            _state.Concern = error;
            throw;
        }
        finally
        {
            _step.Release();
        }
    }

    public void Dispose()
    {
        _canary?.Model.Dispose();
        _serving?.Dispose();
        _step.Dispose();
    }

    private async Task StepAsync(bool again, CancellationToken cancellationToken)
    {
        ResolvedModel newest = await _client.ResolveAsync(_followed.Uri, cancellationToken).ConfigureAwait(false);
        if (_canary is { } canary)
        {
            if (newest.Identity == canary.Model.Model.Identity)
            {
                await JudgeAsync(canary, cancellationToken).ConfigureAwait(false);
                return;
            }

            await WithdrawAsync(canary, cancellationToken).ConfigureAwait(false);
        }

        if (newest.Identity == _serving?.Model.Identity && Models.TryGet(_followed.Key, out _))
        {
            _refused = null;
            return;
        }

        if (!again && newest.Identity == _refused?.Identity)
        {
            throw _refused.Error;
        }

        _refused = null;
        DownloadedModel model = await _client.DownloadAsync(newest, progress: null, cancellationToken).ConfigureAwait(false);
        await (_followed.Options.Canary is { } trial && Models.TryGet(_followed.Key, out _)
            ? TryOutAsync(model, trial, cancellationToken)
            : InstallAsync(model, cancellationToken)).ConfigureAwait(false);
    }

    private async Task LoadNewestAsync(TimeSpan? limit, CancellationToken cancellationToken)
    {
        DownloadedModel model;
        using CancellationTokenSource deadline = new(limit ?? Timeout.InfiniteTimeSpan, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            model = await _client.DownloadAsync(_followed.Uri, progress: null, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MlflowException(
                FormattableString.Invariant($"'{_followed.Uri}' could not be fetched within {limit!.Value.TotalSeconds:0.###} s, the {nameof(MlflowModelOptions.StartTimeout)}."),
                MlflowErrorCodes.TemporarilyUnavailable,
                innerException: error)
            {
                IsTransient = true,
            };
        }

        await InstallAsync(model, cancellationToken).ConfigureAwait(false);
    }

    private async Task InstallLastGoodAsync(DownloadedModel model, Exception reason, CancellationToken cancellationToken)
    {
        try
        {
            await InstallAsync(model, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MlflowException(
                $"{reason.Message} And what was good before, '{model.Model}', cannot be loaded: {error.Message}", MlflowErrorCodes.InternalError, innerException: new AggregateException(reason, error));
        }

        _state.Concern = reason;
        _logger.ServesLastGood(reason, _followed.Key, model.Model.ToString(), reason.Message);
    }

    /// <summary>Lets a model serve; its folder is this one's to dispose from now on.</summary>
    private Task InstallAsync(DownloadedModel model, CancellationToken cancellationToken) => TakeAsync(
        model,
        async () =>
        {
            ModelInfo stored = await _deployer.StoreAsync(
                _followed.Key, model, _followed.Options.Flavor, new ModelOptions(), _followed.Options.ApplyTo, cancellationToken).ConfigureAwait(false);
            NoteServing(model, stored.Version);
        },
        cancellationToken);

    /// <summary>Lets a model answer a share of the calls; its folder is this one's to dispose from now on.</summary>
    private Task TryOutAsync(DownloadedModel model, MlflowCanaryOptions trial, CancellationToken cancellationToken) => TakeAsync(
        model,
        async () =>
        {
            ModelInfo candidate = await _deployer.StoreCandidateAsync(
                _followed.Key, model, CandidateTraffic.Answers(trial.Share), _followed.Options.Flavor, new ModelOptions(), _followed.Options.ApplyTo, cancellationToken).ConfigureAwait(false);
            _canary = new RunningCanary(model, candidate.Version, _time.GetTimestamp());
            _logger.CanaryBegins(_followed.Key, model.Model.ToString(), candidate.Version, trial.Share);
        },
        cancellationToken);

    /// <summary>Puts a model into the engine, and notes it as refused where that fails.</summary>
    private async Task TakeAsync(DownloadedModel model, Func<Task> put, CancellationToken cancellationToken)
    {
        try
        {
            await put().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            model.Dispose();
            if (!cancellationToken.IsCancellationRequested)
            {
                _refused = new RefusedModel(model.Model.Identity, error);
            }

            throw;
        }
    }

    private async Task JudgeAsync(RunningCanary canary, CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelInfo> versions = Models.TryGet(_followed.Key, out _) ? Models.ListVersions(_followed.Key) : [];
        ModelInfo? candidate = versions.FirstOrDefault(version => version.Version == canary.Version);
        try
        {
            bool isPromoted = candidate?.Role == VersionRole.Serving;
            if (candidate is null)
            {
                throw canary.Refused("somebody else took it away");
            }

            if (!isPromoted && !canary.Judge(_followed.Options.Canary!, versions.First(static version => version.Role == VersionRole.Serving), candidate, _time.GetElapsedTime(canary.Started)))
            {
                return;
            }

            if (!isPromoted)
            {
                await Models.PromoteAsync(_followed.Key, canary.Version, cancellationToken).ConfigureAwait(false);
            }

            _canary = null;
            NoteServing(canary.Model, canary.Version);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            _refused = new RefusedModel(canary.Model.Model.Identity, error);
            await WithdrawAsync(canary, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task WithdrawAsync(RunningCanary canary, CancellationToken cancellationToken)
    {
        if (Models.TryGet(_followed.Key, out _) && Models.ListVersions(_followed.Key).Any(version => version.Version == canary.Version && version.Role == VersionRole.Candidate))
        {
            await Models.RollBackAsync(_followed.Key, cancellationToken).ConfigureAwait(false);
        }

        _canary = null;
        canary.Model.Dispose();
    }

    private void NoteServing(DownloadedModel model, int version)
    {
        _serving?.Dispose();
        _serving = model;
        _logger.Follows(_followed.Key, model.Model.ToString(), version);
        try
        {
            _client.RememberGood(model);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _logger.NotRemembered(error, _followed.Key, model.Model.ToString());
        }
    }
}
