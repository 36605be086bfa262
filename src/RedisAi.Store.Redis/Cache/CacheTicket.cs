namespace RedisAi.Store.Redis;

/// <summary>How things stood when a reader set out for the server: what it brings is kept only if nobody was heard to write meanwhile.</summary>
/// <param name="Era">The era in which the server tells of writes; 0 when it does not.</param>
/// <param name="Stamp">How often a write to the key, or to one that shares its stamp, was heard of.</param>
/// <param name="AskedAt">When the reader set out.</param>
internal readonly record struct CacheTicket(long Era, int Stamp, long AskedAt);
