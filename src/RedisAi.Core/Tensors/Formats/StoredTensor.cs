namespace RedisAi.Tensors.Formats;

/// <summary>A tensor as a snapshot file holds it.</summary>
/// <param name="Key">The name in the file. Any text but <c>__metadata__</c>, without halves of surrogate pairs; may be empty.</param>
/// <param name="Tensor">The contents; owned by whoever holds the list that this is in.</param>
/// <param name="ExpiresAt">When the tensor is to be forgotten, kept to the millisecond; null if never.</param>
internal readonly record struct StoredTensor(string Key, AiTensor Tensor, DateTimeOffset? ExpiresAt);
