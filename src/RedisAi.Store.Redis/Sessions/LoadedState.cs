namespace RedisAi.Store.Redis;

/// <summary>A state as it comes from Redis.</summary>
/// <param name="Key">The key in Redis.</param>
/// <param name="Record">The value of the key.</param>
/// <param name="LifeMilliseconds">How long it lives; negative for good.</param>
internal readonly record struct LoadedState(byte[] Key, byte[] Record, long LifeMilliseconds);
