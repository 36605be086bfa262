using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Store;

/// <summary>Turns what a caller hands over into what a store keeps.</summary>
internal static class StoreValue
{
    /// <summary>Below this, a view is not worth a copy: the memory it keeps is small.</summary>
    private const long SmallBuffer = 4096;

    /// <summary>Takes a reference on a tensor's memory, or copies it.</summary>
    /// <param name="tensor">The caller's handle.</param>
    /// <param name="storeId">The store that will charge for it.</param>
    /// <param name="first">Whether the store holds this memory for the first time.</param>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public static TensorValue Acquire(AiTensor tensor, int storeId, out bool first) => Acquire(tensor.Lease(), storeId, out first);

    /// <summary>Takes a reference over, or gives it up for one on a copy.</summary>
    /// <param name="value">A tensor with a reference, which is handed over.</param>
    /// <param name="storeId">The store that will charge for it.</param>
    /// <param name="first">Whether the store holds this memory for the first time.</param>
    public static TensorValue Acquire(TensorValue value, int storeId, out bool first)
    {
        if (!IsSmallView(value) && value.ByteOffset <= StoreEntry.MaxByteOffset && value.Buffer.TryCharge(storeId, out first))
        {
            return value;
        }

        TensorValue copy;
        try
        {
            copy = Copy(value);
        }
        finally
        {
            value.Release();
        }

        copy.Buffer.TryCharge(storeId, out first);
        return copy;
    }

    /// <summary>Whether storing this value as it is would keep more than twice its bytes in memory.</summary>
    private static bool IsSmallView(TensorValue value) => value.DataType == TensorDataType.String
        ? value.Buffer.Strings.Length > 2 * Math.Max(16, value.Shape.ElementCount)
        : value.Buffer.ByteLength > SmallBuffer && value.ByteLength < value.Buffer.ByteLength / 2;

    private static TensorValue Copy(TensorValue value)
    {
        if (value.DataType == TensorDataType.String)
        {
            return TensorValue.CreateStrings(value.Shape, value.Strings.ToArray());
        }

        TensorValue copy = TensorValue.Allocate(value.DataType, value.Shape);
        Address.Copy(value.Pointer, copy.Pointer, value.ByteLength);
        return copy;
    }
}
