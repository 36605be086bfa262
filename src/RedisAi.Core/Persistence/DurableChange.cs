namespace RedisAi;

/// <summary>One change of a batch.</summary>
/// <param name="Kind">What has become of the key.</param>
/// <param name="Key">The key.</param>
/// <param name="ExpiresAt">When it expires; null for never.</param>
/// <param name="Tensor">The tensor of a <see cref="DurableChangeKind.Put"/>, borrowed; empty for the others.</param>
public readonly record struct DurableChange(DurableChangeKind Kind, string Key, DateTimeOffset? ExpiresAt, DurableTensor Tensor);
