using RedisAi.Dags;
using RedisAi.Errors;
using RedisAi.Models;
using RedisAi.Persistence;
using RedisAi.Scripts;

namespace RedisAi.Sharing;

/// <summary>Takes what other processes have stored into the registries of an engine.</summary>
internal sealed class SharedCatalogHost(ModelRegistry models, ScriptRegistry scripts, DagRegistry plans, AbsenceReasons absences) : ISharedCatalogHost
{
    public Task<IPreparedTurn> PrepareAsync(DurableItemKind kind, string key, IReadOnlyList<DurableItem> items, CancellationToken cancellationToken) => kind switch
    {
        DurableItemKind.Model => models.PrepareAsync(key, items, cancellationToken),
        DurableItemKind.Script => scripts.PrepareAsync(key, items, cancellationToken),
        _ => plans.PrepareAsync(key, items, cancellationToken),
    };

    public void NoteFailure(DurableItemKind kind, string key, Exception error)
    {
        absences.ExpectStored(DurableItemName.Of(kind), key);
        absences.NoteFailure(DurableItemName.Of(kind), key, error);
    }
}
