using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>The next state of a session.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">The tensor, borrowed.</param>
/// <param name="TimeToLive">When it expires, from now on; null for never.</param>
/// <param name="ReadVersion">The version that the state had when it was read; 0 when it was absent.</param>
internal readonly record struct StateWrite(string Key, TensorValue Value, TimeSpan? TimeToLive, long ReadVersion);
