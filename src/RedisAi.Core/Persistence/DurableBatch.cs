namespace RedisAi;

/// <summary>Changes that are written together.</summary>
/// <remarks>Valid until <see cref="IDurableStorage.Write"/> returns. Used by one thread.</remarks>
public sealed class DurableBatch
{
    private readonly List<DurableChange> _changes = [];
    private readonly List<DurableItemChange> _items = [];

    internal DurableBatch()
    {
    }

    /// <summary>Gets what has become of tensors, in the order in which it is to be written: a key may come several times.</summary>
    public IReadOnlyList<DurableChange> Changes => _changes;

    /// <summary>Gets what has become of models, scripts and plans, in the order in which it is to be written.</summary>
    public IReadOnlyList<DurableItemChange> Items => _items;

    internal bool IsEmpty => _changes.Count == 0 && _items.Count == 0;

    internal void Add(in DurableChange change) => _changes.Add(change);

    internal void Add(IEnumerable<DurableItemChange> changes) => _items.AddRange(changes);

    internal void ClearItems() => _items.Clear();

    internal void Clear()
    {
        _changes.Clear();
        _items.Clear();
    }
}
