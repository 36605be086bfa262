using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Hosting;
using RedisAi.MLflow.Deployments;
using RedisAi.MLflow.Following;

namespace RedisAi.MLflow;

/// <summary>The models of a host that follow addresses of MLflow's. Thread-safe.</summary>
/// <remarks>Obtained from the services of a host whose engine has such models: see <c>AddMlflowModel</c>.</remarks>
public sealed class MlflowFollower : IDisposable
{
    private readonly ConcurrentDictionary<string, (FollowedAddress Followed, ModelFollower Follower)> _models = new(StringComparer.Ordinal);
    private readonly MlflowClient _client;
    private readonly ScoringContracts _contracts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates it, for a container.</summary>
    /// <param name="client">Finds and downloads the models.</param>
    /// <param name="contracts">Is told what scoring endpoints have to know of the models.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    public MlflowFollower(MlflowClient client, ScoringContracts contracts, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(contracts);
        (_client, _contracts) = (client, contracts);
        _time = timeProvider ?? TimeProvider.System;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<MlflowFollower>();
    }

    /// <summary>Finds out now where the address of a model leads, and brings that; returns when it serves, or, where it is to be a canary, when that has begun or was judged.</summary>
    /// <param name="key">The key of the model.</param>
    /// <param name="cancellationToken">Ends it; what serves stays.</param>
    /// <remarks>For a webhook of the registry, or a button. What was refused before is tried again.</remarks>
    /// <exception cref="ArgumentException">No model of that key follows an address.</exception>
    /// <exception cref="RedisAiException">What the address leads to cannot be had, or does not serve; what served before stays, and health tells of it.</exception>
    public Task RefreshAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return _models.TryGetValue(key, out (FollowedAddress Followed, ModelFollower Follower) model)
            ? model.Follower.RefreshAsync(again: true, cancellationToken)
            : throw new ArgumentException(
                $"No model '{key}' follows an address of MLflow's in this host; {(_models.IsEmpty ? "none does" : $"'{string.Join("', '", _models.Keys.Order(StringComparer.Ordinal))}' do")}.", nameof(key));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, ModelFollower follower) in _models.Values)
        {
            follower.Dispose();
        }
    }

    /// <summary>Loads a model, which can be followed from then on, whether that succeeds or not.</summary>
    internal Task LoadAsync(FollowedAddress followed, IRedisAi engine, LoadState state, CancellationToken cancellationToken)
    {
        (_, ModelFollower follower) = _models.GetOrAdd(
            followed.Key,
            static (_, of) => (of.Followed, new ModelFollower(of.Followed, of._client, new EngineDeployer(of.Engine, of._contracts, of._logger), of.State, of._time, of._logger)),
            (Followed: followed, Engine: engine, State: state, _client, _contracts, _time, _logger));
        return follower.LoadAsync(cancellationToken);
    }

    /// <summary>Follows all models that are to be followed.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    internal Task FollowAsync(CancellationToken cancellationToken) => Task.WhenAll(
        from model in _models.Values
        where model.Followed.Refresh is not null
        select model.Follower.FollowAsync(model.Followed.Refresh!.Value, cancellationToken));
}
