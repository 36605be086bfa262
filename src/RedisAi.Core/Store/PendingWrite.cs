namespace RedisAi.Store;

/// <summary>One of several writes that happen together. The tensor stays the caller's.</summary>
internal readonly record struct PendingWrite(string Key, AiTensor Tensor, long ExpiresAt);
