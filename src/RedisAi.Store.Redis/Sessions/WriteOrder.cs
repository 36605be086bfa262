namespace RedisAi.Store.Redis;

/// <summary>Under what a script writes, and what else it does.</summary>
/// <param name="Fence">The fence of the session.</param>
/// <param name="Version">The version, by which a repetition is known.</param>
/// <param name="Renews">Whether the lease is renewed.</param>
/// <param name="Releases">Whether the lease is given up.</param>
internal readonly record struct WriteOrder(long Fence, long Version, bool Renews, bool Releases);
