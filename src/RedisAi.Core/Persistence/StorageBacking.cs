using RedisAi.Errors;

namespace RedisAi.Persistence;

/// <summary>Keeps models, scripts and plans in a storage, by the thread that writes all else there.</summary>
internal sealed class StorageBacking(WriteBehind writer, IDurableStorage storage) : ICatalogBacking
{
    public string Name => storage.Name;

    public Task WriteAsync(IReadOnlyList<DurableItemChange> changes)
    {
        CatalogWrite write = new(changes);
        return writer.TryAdd(write) ? write.Ended : Task.FromException(EngineClosed.Error());
    }

    public Stream OpenContent(DurableItemId id, string name) => storage.OpenContent(id, name);
}
