using System.Collections.Concurrent;

namespace RedisAi.Persistence;

/// <summary>The models, scripts and plans of a storage: what it has of them that does not serve yet, and the way to change it. Used by several threads at once.</summary>
internal sealed class Catalog
{
    private readonly ICatalogBacking _backing;

    /// <summary>What was there when the storage was opened, and was neither brought back nor replaced or removed since.</summary>
    private readonly ConcurrentDictionary<(DurableItemKind Kind, string Key), IReadOnlyList<DurableItem>> _pending;

    /// <param name="writer">Writes.</param>
    /// <param name="storage">Reads.</param>
    /// <param name="items">What is there.</param>
    public Catalog(WriteBehind writer, IDurableStorage storage, IEnumerable<DurableItem> items)
        : this(new StorageBacking(writer, storage), items)
    {
    }

    /// <param name="backing">What keeps them.</param>
    /// <param name="items">What is there, to be brought back.</param>
    public Catalog(ICatalogBacking backing, IEnumerable<DurableItem> items)
    {
        _backing = backing;
        _pending = new(items
            .GroupBy(static item => (item.Id.Kind, item.Id.Key))
            .Select(static group => KeyValuePair.Create<(DurableItemKind, string), IReadOnlyList<DurableItem>>(group.Key, [.. group])));
    }

    /// <summary>What the storage is and where, for messages.</summary>
    public string Name => _backing.Name;

    /// <summary>Whether other processes have what is written: what a host registers gives way to that, since all are to have the same.</summary>
    public bool IsShared => _backing.IsShared;

    /// <summary>The keys of a kind that have not come back yet, in their order.</summary>
    public IReadOnlyList<string> PendingKeys(DurableItemKind kind) =>
        [.. _pending.Keys.Where(pending => pending.Kind == kind).Select(static pending => pending.Key).Order(StringComparer.Ordinal)];

    /// <summary>What has not come back yet under a key; mostly nothing.</summary>
    public IReadOnlyList<DurableItem> Pending(DurableItemKind kind, string key) => _pending.TryGetValue((kind, key), out IReadOnlyList<DurableItem>? items) ? items : _backing.NotHere(kind, key);

    /// <summary>Notes that what was under a key has come back, or was replaced or removed; false when somebody has done so before.</summary>
    public bool TryTake(DurableItemKind kind, string key) => _pending.TryRemove((kind, key), out _) || _backing.IsShared;

    /// <inheritdoc cref="ICatalogBacking.LatestNumber"/>
    public int LatestNumber(DurableItemKind kind, string key) => _backing.LatestNumber(kind, key);

    /// <inheritdoc cref="ICatalogBacking.BeginChangeAsync"/>
    public ValueTask<IAsyncDisposable?> BeginChangeAsync(DurableItemKind kind, string key, CancellationToken cancellationToken) => _backing.BeginChangeAsync(kind, key, cancellationToken);

    /// <summary>Writes changes in their order, all of them or none, and synchronises them with the disk unless nothing is.</summary>
    /// <exception cref="DurableStorageException">None was written.</exception>
    /// <exception cref="ObjectDisposedException">The engine has closed its storage.</exception>
    public Task WriteAsync(params IReadOnlyList<DurableItemChange> changes) => _backing.WriteAsync(changes);

    /// <summary>Writes changes as <see cref="WriteAsync"/> does, and blocks until that is done.</summary>
    public void Write(params IReadOnlyList<DurableItemChange> changes) => WriteAsync(changes).GetAwaiter().GetResult();

    public Stream OpenContent(DurableItemId id, string name) => _backing.OpenContent(id, name);

    /// <summary>Reads a content that fits into an array.</summary>
    /// <exception cref="DurableStorageException">It cannot be read, does not fit, or is shorter than it is said to be.</exception>
    public async Task<byte[]> ReadContentAsync(DurableItemId id, DurablePart part, CancellationToken cancellationToken)
    {
        if (part.ByteLength < 0 || part.ByteLength > Array.MaxLength)
        {
            throw Damaged(id, $"its content '{part.Name}' is said to have {part.ByteLength} bytes");
        }

        Stream content = OpenContent(id, part.Name);
        await using (content.ConfigureAwait(false))
        {
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)part.ByteLength);
            int length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length == bytes.Length ? bytes : throw Damaged(id, $"its content '{part.Name}' has {length} bytes of {part.ByteLength}");
        }
    }

    /// <summary>Says that what the storage has of an item makes no sense.</summary>
    public DurableStorageException Damaged(DurableItemId id, string why, Exception? cause = null) =>
        new($"What the {Name} has of the {DurableItemName.Of(id.Kind)} '{id.Key}', version {id.Version}, is damaged: {why.TrimEnd('.')}.", cause);
}
