using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RedisAi.Persistence;

namespace RedisAi.Dags;

/// <summary>The plans of an engine.</summary>
internal sealed partial class DagRegistry(DagServices services) : IDagRegistry
{
    /// <summary>What the reasons of absence call a plan.</summary>
    public const string Kind = "plan";

    private readonly ConcurrentDictionary<string, DagPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>Held while a storage is told of a plan and the plan is put in place, or removed: both come in the same order.</summary>
    private readonly Lock _changes = new();

    public DagPlan this[string name] => TryGet(name, out DagPlan? plan) ? plan : throw NotFound(name);

    public bool TryGet(string name, [NotNullWhen(true)] out DagPlan? plan)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _plans.TryGetValue(name, out plan);
    }

    public void Store(DagPlan plan) => Store(plan, isRegistration: false);

    private void Store(DagPlan plan, bool isRegistration)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Services != services)
        {
            throw new ArgumentException($"The plan '{plan.Name}' was compiled by another engine.", nameof(plan));
        }

        services.Runs.ThrowIfClosed();

        // A stand-in becomes its plan first, or it would stand for itself.
        _ = plan.Shape;
        using PlanChange? turn = isRegistration ? null : BeginChange(plan.Name);
        lock (_changes)
        {
            Keep(plan, isRegistration);
            Publish(plan);
        }

        // Last: loggers are the application's code, and may throw.
        if (!isRegistration && services.Catalog is { } catalog && plan.Shape.Unwritable is { } reason)
        {
            services.Logger.NotKept(Kind, plan.Name, OnlyVersion, catalog.Name, reason);
        }
    }

    private void Publish(DagPlan plan)
    {
        _plans[plan.Name] = plan;
        services.Absences.Forget(Kind, plan.Name);
    }

    /// <summary>The plan under a name; where a host has still to compile it, one that becomes that plan with its first use.</summary>
    /// <exception cref="DagNotFoundException">There is none, and none is to come.</exception>
    public DagPlan GetOrAwait(string name) =>
        TryGet(name, out DagPlan? plan) ? plan
        : services.Absences.IsPending(Kind, name) ? new DagPlan(services, name, () => this[name])
        : throw NotFound(name);

    public bool Remove(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_changes)
        {
            bool wasStored = IsStored(name);
            if (wasStored)
            {
                services.Catalog!.Write(DurableItemChange.Remove(IdOf(name)));
                NoteStored(name, isStored: false);
            }

            return _plans.TryRemove(name, out _) || wasStored;
        }
    }

    public IReadOnlyList<DagPlan> List() => [.. _plans.Values.OrderBy(static plan => plan.Name, StringComparer.Ordinal)];

    private DagNotFoundException NotFound(string name)
    {
        (string why, Exception? cause) = services.Absences.Of(Kind, name);
        return new DagNotFoundException(name, why, cause);
    }
}
