using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>A state on its way to Redis.</summary>
/// <param name="State">The state.</param>
/// <param name="Value">Its value, with a reference; empty where it is removed.</param>
/// <param name="LifeMilliseconds">How long it lives from now on; 0 for good, -1 where it is removed.</param>
internal readonly record struct SentState(OwnedState State, TensorValue Value, long LifeMilliseconds);
