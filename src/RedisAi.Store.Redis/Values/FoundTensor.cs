using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>What was read of a key.</summary>
/// <param name="Value">The tensor with one reference, that of whoever gets this; empty when the key is absent.</param>
/// <param name="Version">Its version; <see cref="None"/> where the server's tensors have none, 0 when the key is absent.</param>
/// <param name="TimeToLive">The time that it has left; null for ever, and where it was not asked for.</param>
internal readonly record struct FoundTensor(TensorValue Value, long Version, TimeSpan? TimeToLive)
{
    /// <summary>The version of a tensor in a server whose tensors have no versions.</summary>
    public const long None = -1;

    /// <summary>Whether the server will tell of the next write to the key.</summary>
    public bool IsFollowed { get; init; }

    public bool IsAbsent => Value.IsEmpty;
}
