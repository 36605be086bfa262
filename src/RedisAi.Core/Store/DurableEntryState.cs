namespace RedisAi.Store;

/// <summary>How an entry and what the storage has of it agree.</summary>
internal enum DurableEntryState : byte
{
    /// <summary>They are the same, or the storage has nothing of it yet.</summary>
    Written,

    /// <summary>It has changed, and is in its shard's list of changes.</summary>
    Changed,

    /// <summary>It is being written as it is.</summary>
    BeingWritten,
}
