namespace RedisAi.Store;

/// <summary>An entry of a store that evicts, which has to know when each was used.</summary>
internal class EvictableEntry(string key, int hash) : StoreEntry(key, hash)
{
    /// <summary>When the entry was last read or written, in <see cref="StoreClock.CoarseNow"/>.</summary>
    public uint LastAccess { get; set; }
}
