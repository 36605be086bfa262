using RedisAi.Persistence;

namespace RedisAi.Dags;

/// <content>What other processes store, where several share their plans.</content>
internal sealed partial class DagRegistry
{
    /// <summary>Compiles the plan that is to be under a name, against the models and scripts that are here; it is not there yet.</summary>
    /// <param name="name">The name.</param>
    /// <param name="items">What is to be there; nothing when the plan was removed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IPreparedTurn> PrepareAsync(string name, IReadOnlyList<DurableItem> items, CancellationToken cancellationToken)
    {
        if (items is not [.., var item])
        {
            return new SharedPlanTurn(() => RemoveShared(name));
        }

        (DagPlan plan, _) = await ReadAsync(item, cancellationToken).ConfigureAwait(false);
        return new SharedPlanTurn(() => PublishShared(plan));
    }

    private void PublishShared(DagPlan plan)
    {
        lock (_changes)
        {
            _stored.Add(plan.Name);
            Publish(plan);
        }
    }

    private void RemoveShared(string name)
    {
        lock (_changes)
        {
            _stored.Remove(name);
            _plans.TryRemove(name, out _);
            services.Absences.Forget(Kind, name);
        }
    }

    /// <summary>Waits for the turn to change a plan, where other processes may change it as well. Not under the lock, which those wait for who bring what others have stored.</summary>
    private PlanChange? BeginChange(string name) =>
        services.Catalog is { IsShared: true } catalog && catalog.BeginChangeAsync(DurableItemKind.Plan, name, CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } turn
            ? new PlanChange(turn)
            : null;

    private sealed class PlanChange(IAsyncDisposable turn) : IDisposable
    {
        public void Dispose() => turn.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
