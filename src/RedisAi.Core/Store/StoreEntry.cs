using RedisAi.Backends;
using RedisAi.Tensors.Memory;

namespace RedisAi.Store;

/// <summary>One key of a shard, 64 bytes, in a page of its shard; an unused one is on the free list.</summary>
internal struct StoreEntry
{
    public string? Key;
    public TensorBuffer? Buffer;
    public TensorShape? Shape;
    public nint ByteOffset;
    public long Version;

    /// <summary>A timestamp of the store's clock; 0 for never.</summary>
    public long ExpiresAt;

    public int Hash;

    /// <summary>The next entry of the bucket, or of the free list; 0 for none, for entries are numbered from 1.</summary>
    public int Next;

    /// <summary>When the entry was last read or written, in <see cref="StoreClock.CoarseNow"/>; kept only where entries are evicted.</summary>
    public uint LastAccess;

    public TensorDataType DataType;

    /// <summary>The tensor, without a reference of its own. The entry must be in use.</summary>
    public readonly TensorValue Value => new(Buffer!, DataType, Shape!, ByteOffset);

    public void SetValue(TensorValue value)
    {
        Buffer = value.Buffer;
        Shape = value.Shape;
        ByteOffset = value.ByteOffset;
        DataType = value.DataType;
    }

    public readonly bool IsExpired(long now) => ExpiresAt != 0 && ExpiresAt <= now;
}
