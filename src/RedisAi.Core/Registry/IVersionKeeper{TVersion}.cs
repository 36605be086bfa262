using RedisAi.Persistence;

namespace RedisAi.Registry;

/// <summary>Keeps the versions of a registry in a storage: what is done there comes before what calls see.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal interface IVersionKeeper<TVersion>
    where TVersion : ServedVersion
{
    /// <inheritdoc cref="ICatalogBacking.BeginChangeAsync"/>
    ValueTask<IAsyncDisposable?> BeginAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a version that is about to serve, in the place of all that is kept under its key.</summary>
    /// <param name="next">The version.</param>
    /// <param name="present">What serves until then; null for nothing.</param>
    /// <param name="mayBeRefused">Whether it may not serve after all: what it replaces stays until <see cref="SettleAsync"/>, or for good after <see cref="RefuseAsync"/>.</param>
    /// <exception cref="DurableStorageException">It was not written, and is not to serve.</exception>
    Task KeepAsync(TVersion next, TVersion? present, bool mayBeRefused);

    /// <summary>Removes what a version has replaced that serves now. What is left when this fails does not come back: a later version that serves is there.</summary>
    Task SettleAsync(TVersion next);

    /// <summary>Removes a version that was written and does not serve.</summary>
    Task RefuseAsync(TVersion refused);

    /// <summary>What is to be written before a key is removed; nothing where nothing is kept.</summary>
    /// <param name="key">The key.</param>
    /// <param name="present">What serves there; null for what has not come back yet.</param>
    IReadOnlyList<DurableItemChange> Removing(string key, TVersion? present);

    /// <summary>Notes that what has not come back under a key was removed; says whether there was something.</summary>
    bool NoteRemoved(string key);

    /// <summary>The storage.</summary>
    Catalog Catalog { get; }
}
