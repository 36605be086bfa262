namespace RedisAi;

/// <summary>Changes that are written together.</summary>
/// <remarks>Valid until <see cref="IDurableStorage.Write"/> returns. Used by one thread.</remarks>
public sealed class DurableBatch
{
    private readonly List<DurableChange> _changes = [];

    internal DurableBatch()
    {
    }

    /// <summary>Gets what has become of tensors, in the order in which it is to be written: a key may come several times.</summary>
    public IReadOnlyList<DurableChange> Changes => _changes;

    internal void Add(in DurableChange change) => _changes.Add(change);

    internal void Clear() => _changes.Clear();
}
