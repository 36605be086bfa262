namespace RedisAi;

/// <summary>What a store does when a tensor does not fit into its budget.</summary>
public enum TensorEviction
{
    /// <summary>It refuses the tensor with <see cref="TensorStoreFullException"/>.</summary>
    Reject,

    /// <summary>It removes entries that were not used for long, found by sampling as Redis does, until the tensor fits.</summary>
    LeastRecentlyUsed,
}
