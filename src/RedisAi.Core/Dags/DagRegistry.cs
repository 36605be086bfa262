using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace RedisAi.Dags;

/// <summary>The plans of an engine.</summary>
internal sealed class DagRegistry(DagServices services) : IDagRegistry
{
    private readonly ConcurrentDictionary<string, DagPlan> _plans = new(StringComparer.Ordinal);

    public DagPlan this[string name] => TryGet(name, out DagPlan? plan) ? plan : throw new DagNotFoundException(name);

    public bool TryGet(string name, [NotNullWhen(true)] out DagPlan? plan)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _plans.TryGetValue(name, out plan);
    }

    public void Store(DagPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Services != services)
        {
            throw new ArgumentException($"The plan '{plan.Name}' was compiled by another engine.", nameof(plan));
        }

        services.Runs.ThrowIfClosed();
        _plans[plan.Name] = plan;
    }

    public bool Remove(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _plans.TryRemove(name, out _);
    }

    public IReadOnlyList<DagPlan> List() => [.. _plans.Values.OrderBy(static plan => plan.Name, StringComparer.Ordinal)];
}
