using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>A state that was written and is to be published.</summary>
/// <param name="Key">Its key in the engine.</param>
/// <param name="Value">The tensor; empty where the state was removed.</param>
/// <param name="TimeToLive">When it expires, from its writing on; null for never.</param>
internal readonly record struct PublishedState(string Key, TensorValue Value, TimeSpan? TimeToLive);
