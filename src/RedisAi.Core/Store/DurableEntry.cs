namespace RedisAi.Store;

/// <summary>An entry of a store that is kept by a storage, too. Its tensor may be there only: then it has no buffer.</summary>
/// <remarks>All of it is guarded by the lock of the shard.</remarks>
internal sealed class DurableEntry(string key, int hash) : EvictableEntry(key, hash)
{
    public DurableEntryState State { get; set; }

    /// <summary>Its place in the shard's list of those whose tensors are in memory; -1 when its is not.</summary>
    public int WarmPlace { get; set; } = -1;

    /// <summary>Whether the storage has it, or may have it, in whatever state.</summary>
    public bool IsStored { get; set; }

    /// <summary>Whether nothing but its expiry has changed.</summary>
    public bool KeepsValue { get; set; }

    /// <summary>Whether it was taken out of the table; another entry may have its key.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Whether the storage has its tensor, and memory does not.</summary>
    public bool IsCold => Buffer is null;

    /// <summary>Whether memory can do without its tensor.</summary>
    public bool CanBeCold => State == DurableEntryState.Written && IsStored && Buffer is not null;
}
