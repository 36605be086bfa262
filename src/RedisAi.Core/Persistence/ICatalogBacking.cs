namespace RedisAi.Persistence;

/// <summary>What keeps the models, scripts and plans of a <see cref="Catalog"/>: a storage of this process alone, or one that several processes share. Used by several threads at once.</summary>
internal interface ICatalogBacking
{
    /// <summary>What it is and where, for messages.</summary>
    string Name { get; }

    /// <summary>Whether what is written reaches other processes.</summary>
    bool IsShared => false;

    /// <summary>Writes changes of one kind and key in their order, all of them or none; complete when they are kept, and, where they are shared, when what was put may serve.</summary>
    /// <exception cref="RedisAiException">None was written.</exception>
    Task WriteAsync(IReadOnlyList<DurableItemChange> changes);

    /// <summary>Opens a content, as <see cref="IDurableStorage.OpenContent"/> does.</summary>
    Stream OpenContent(DurableItemId id, string name);

    /// <summary>Waits for the turn to change what is under a key, which other processes may change as well, and for what they have put there.</summary>
    /// <returns>Ends the turn when disposed; null where nobody else changes anything.</returns>
    ValueTask<IAsyncDisposable?> BeginChangeAsync(DurableItemKind kind, string key, CancellationToken cancellationToken) => default;

    /// <summary>The highest number that a version has had under a key in any process; 0 where the process knows itself.</summary>
    int LatestNumber(DurableItemKind kind, string key) => 0;

    /// <summary>What is kept under a key and has not come to this process; mostly nothing.</summary>
    IReadOnlyList<DurableItem> NotHere(DurableItemKind kind, string key) => [];
}
