using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Store;

/// <summary>One key of a shard and its tensor.</summary>
/// <remarks>
/// 72 bytes, as it is there a million times. An object and not a part of a table, since it is made together with its key and its buffer:
/// they lie side by side, and a lookup in a large store takes as long as the number of pages it touches.
/// </remarks>
internal class StoreEntry(string key, int hash)
{
    private const int TypeShift = 28;
    private const uint OffsetMask = (1U << TypeShift) - 1;

    /// <summary>Tensors that start later in their buffer are copied before they are stored.</summary>
    public const long MaxByteOffset = OffsetMask;

    private readonly byte[] _key = StoreKey.Encode(key);

    /// <summary>The key, as a string of its own.</summary>
    public string Key => StoreKey.Decode(_key);

    public int Hash => hash;

    /// <summary>The next entry of the bucket.</summary>
    public StoreEntry? Next { get; set; }

    public TensorBuffer? Buffer { get; private set; }

    public TensorShape? Shape { get; private set; }

    /// <summary>Where the tensor starts within its buffer, and in the upper four bits the type of its elements.</summary>
    public uint TypeAndOffset { get; private set; }

    public long Version { get; set; }

    /// <summary>A timestamp of the store's clock; 0 for never.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>The tensor, without a reference of its own.</summary>
    public TensorValue Value
    {
        get => new(Buffer!, TypeOf(TypeAndOffset), Shape!, OffsetOf(TypeAndOffset));
        set
        {
            Buffer = value.Buffer;
            Shape = value.Shape;
            TypeAndOffset = ((uint)value.DataType << TypeShift) | (uint)value.ByteOffset;
        }
    }

    /// <summary>Lets go of the tensor, which somebody else keeps.</summary>
    public void DropValue() => Buffer = null;

    public bool HasKey(ReadOnlySpan<char> text) => StoreKey.Matches(_key, text);

    public bool IsExpired(long now) => ExpiresAt != 0 && ExpiresAt <= now;

    public static TensorDataType TypeOf(uint typeAndOffset) => (TensorDataType)(typeAndOffset >> TypeShift);

    public static nint OffsetOf(uint typeAndOffset) => (nint)(typeAndOffset & OffsetMask);
}
