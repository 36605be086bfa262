namespace RedisAi;

/// <summary>Settings of the in-memory tensor store.</summary>
public sealed class TensorStoreOptions
{
    /// <summary>Gets or sets the bytes that all tensors together may take (<see cref="ITensorStore.ByteLength"/>; keys and overhead do not count).</summary>
    /// <value>The default is <see langword="null"/>: no limit.</value>
    public long? MaxBytes { get; set; }

    /// <summary>Gets or sets what happens when a tensor does not fit.</summary>
    /// <value>The default is <see cref="TensorEviction.Reject"/>.</value>
    public TensorEviction Eviction { get; set; }
}
