using RedisAi.Persistence;
using RedisAi.Tensors;
using RedisAi.Tensors.Formats;
using RedisAi.Tensors.Memory;

namespace RedisAi;

/// <summary>A tensor as a row of bytes, whatever its type: what a storage keeps beside the type and the shape.</summary>
public readonly struct DurableTensor
{
    private readonly TensorValue _value;
    private readonly byte[]? _strings;

    internal DurableTensor(TensorValue value)
    {
        _value = value;
        _strings = value.DataType == TensorDataType.String ? StringRow.Encode(value.Strings) : null;
    }

    /// <summary>Fills a piece of a tensor.</summary>
    /// <param name="offset">Where the piece begins, in bytes from the start of the tensor.</param>
    /// <param name="piece">To be filled to its end.</param>
    public delegate void PieceReader(long offset, Span<byte> piece);

    /// <summary>Gets the type of the elements.</summary>
    public TensorDataType DataType => _value.DataType;

    /// <summary>Gets the lengths of the axes.</summary>
    public TensorShape Shape => _value.Shape;

    /// <summary>Gets how many bytes there are.</summary>
    public long ByteLength => _strings?.Length ?? _value.ByteLength;

    /// <summary>Gets a piece of the bytes, numbers in row-major order as they lie in memory.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="length">How long it is.</param>
    public ReadOnlySpan<byte> Piece(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ByteLength - offset);
        return _strings is null ? Address.Slice(_value.Pointer, offset, length) : _strings.AsSpan((int)offset, length);
    }

    /// <summary>Makes the tensor again.</summary>
    /// <param name="dataType">The type of its elements.</param>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="InvalidDataException">They are not the bytes of such a tensor.</exception>
    public static TensorValue Create(TensorDataType dataType, TensorShape shape, ReadOnlySpan<byte> bytes)
    {
        if (dataType == TensorDataType.String)
        {
            return StringRow.Decode(shape, bytes);
        }

        ThrowIfUnfit(dataType, shape, bytes.Length);
        return TensorValue.Create(dataType, shape, bytes);
    }

    /// <summary>Makes the tensor again, of pieces, since one may be longer than a span.</summary>
    /// <param name="dataType">The type of its elements.</param>
    /// <param name="shape">The lengths of its axes.</param>
    /// <param name="byteLength">How many bytes there are.</param>
    /// <param name="read">Reads the pieces, called for one after the other.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="InvalidDataException">They are not the bytes of such a tensor.</exception>
    public static TensorValue Create(TensorDataType dataType, TensorShape shape, long byteLength, PieceReader read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (dataType == TensorDataType.String)
        {
            byte[] row = new byte[byteLength];
            read(0, row);
            return StringRow.Decode(shape, row);
        }

        ThrowIfUnfit(dataType, shape, byteLength);
        TensorValue value = TensorValue.Allocate(dataType, shape);
        try
        {
            for (long offset = 0; offset < byteLength; offset += TensorBytes.ChunkBytes)
            {
                read(offset, TensorBytes.Chunk(value.Pointer, offset, byteLength));
            }

            return value;
        }
        catch
        {
            value.Release();
            throw;
        }
    }

    private static void ThrowIfUnfit(TensorDataType dataType, TensorShape shape, long byteLength)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!Enum.IsDefined(dataType) || dataType == TensorDataType.Undefined || TensorElement.ByteLength(dataType, shape) != byteLength)
        {
            throw new InvalidDataException($"{dataType}{shape} does not take {byteLength} bytes.");
        }
    }
}
