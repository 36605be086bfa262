using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>A tensor in the local cache. All of it is guarded by the cache's lock.</summary>
/// <param name="key">The engine's key.</param>
/// <param name="value">The tensor with a reference, the cache's.</param>
/// <param name="version">Its version.</param>
internal sealed class CachedTensor(string key, TensorValue value, long version)
{
    /// <summary>What an entry takes beside its tensor and the characters of its key, about.</summary>
    private const int Overhead = 200;

    public string Key => key;

    public TensorValue Value => value;

    public long Version => version;

    /// <summary>What it counts in the budget.</summary>
    public long Bytes { get; } = value.Buffer.ChargedBytes + Overhead + (2L * key.Length);

    /// <summary>The era in which it was read, with the server noting that; 0 when it does not.</summary>
    public long Era { get; set; }

    /// <summary>When it was asked for.</summary>
    public long AskedAt { get; set; }

    /// <summary>How long from then on it may be given; null for ever.</summary>
    public TimeSpan? TimeToLive { get; set; }
}
