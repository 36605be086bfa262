using RedisAi.Persistence;

namespace RedisAi.Sharing;

/// <summary>An engine, to a catalog that several processes share. Used by several threads at once, for one key by one at a time.</summary>
internal interface ISharedCatalogHost
{
    /// <summary>Loads and warms, or compiles, what is to be under a key and is not here, without letting it serve.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="key">The key, or the name of a plan.</param>
    /// <param name="items">All that is to be there; nothing when the key was removed.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="RedisAiException">It cannot be loaded, or not be read.</exception>
    Task<IPreparedTurn> PrepareAsync(DurableItemKind kind, string key, IReadOnlyList<DurableItem> items, CancellationToken cancellationToken);

    /// <summary>Notes why there is nothing under a key, for those who ask for it.</summary>
    void NoteFailure(DurableItemKind kind, string key, Exception error);
}
