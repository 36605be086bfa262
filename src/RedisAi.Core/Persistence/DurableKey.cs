namespace RedisAi;

/// <summary>A key that a storage has.</summary>
/// <param name="Key">The key.</param>
/// <param name="ExpiresAt">When it expires, to the millisecond; null for never.</param>
public readonly record struct DurableKey(string Key, DateTimeOffset? ExpiresAt);
