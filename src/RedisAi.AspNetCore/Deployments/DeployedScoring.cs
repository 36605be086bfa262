using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Scoring;
using RedisAi.MLflow;
using RedisAi.MLflow.Deployments;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Answers predictions and explanations of whatever is deployed, as the endpoint of one model does.</summary>
internal sealed class DeployedScoring(Lazy<IRedisAi> engine, MlflowScoringOptions options, ScoringContracts contracts, GuardedEndpoint guard, ILogger logger)
{
    private readonly ConcurrentDictionary<string, InvocationsHandler> _handlers = new(StringComparer.Ordinal);

    public Task PredictAsync(HttpContext context)
    {
        string name = NameOf(context);
        return (FindHandler(name) ?? throw DeploymentErrors.Absent(name)).HandleAsync(context);
    }

    public Task ExplainAsync(HttpContext context)
    {
        string name = NameOf(context);
        _ = FindHandler(name) ?? throw DeploymentErrors.Absent(name);
        return (FindHandler(DeploymentErrors.ExplainedBy(name)) ?? throw DeploymentErrors.NoExplanations(name)).HandleAsync(context);
    }

    private static string NameOf(HttpContext context) => DeploymentName.Of(context, segmentsBehind: 1);

    /// <summary>What answers for a name; null where nothing is deployed. Nothing is kept of names that are not there.</summary>
    private InvocationsHandler? FindHandler(string name)
    {
        if (!engine.Value.Models.TryGet(name, out _))
        {
            _handlers.TryRemove(name, out _);
            return null;
        }

        return _handlers.GetOrAdd(name, static (name, me) => me.Create(name), this);
    }

    private InvocationsHandler Create(string name) => new(new ScoredModel(name, engine, options, contracts, logger), options, guard);
}
