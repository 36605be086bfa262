namespace RedisAi.Store;

/// <summary>One of several writes that are made in one step.</summary>
/// <param name="Key">The key, not empty.</param>
/// <param name="Tensor">The tensor; the store takes a reference of its own.</param>
/// <param name="TimeToLive">When the entry expires, from now on; null for never.</param>
internal readonly record struct StoreWrite(string Key, AiTensor Tensor, TimeSpan? TimeToLive);
