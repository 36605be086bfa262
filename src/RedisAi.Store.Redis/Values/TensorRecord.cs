using System.Buffers.Binary;
using RedisAi.Errors;
using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>A tensor as the value of a key in Redis: type, shape, version, and its bytes. docs/redis.md has the layout, for other clients.</summary>
internal static class TensorRecord
{
    /// <summary>Where the version is.</summary>
    public const int VersionOffset = 8;

    /// <summary>How much of a record says type, rank and version.</summary>
    public const int FixedBytes = 16;

    /// <summary>The most bytes of a value in Redis.</summary>
    public const int MaxBytes = 512 << 20;

    /// <summary>Versions are counted in Lua, whose numbers are exact below this.</summary>
    public const long MaxVersion = 1L << 53;

    private const int TypeOffset = 4;
    private const int RankOffset = 5;
    private const int ReservedOffset = 6;

    private static ReadOnlySpan<byte> Magic => "RAT1"u8;

    /// <summary>Whether some bytes begin as a record does.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>How many bytes are before the values.</summary>
    public static int HeaderLength(int rank) => FixedBytes + (rank * sizeof(long));

    /// <summary>The record of a tensor.</summary>
    /// <param name="tensor">The tensor; alive until this returns.</param>
    /// <param name="version">Its version; 0 where a script gives one.</param>
    /// <exception cref="TensorStoreFullException">The record would be longer than a value in Redis may be.</exception>
    public static byte[] Encode(AiTensor tensor, long version)
    {
        TensorValue value = tensor.Lease();
        try
        {
            return Encode(value, version);
        }
        finally
        {
            value.Release();
        }
    }

    /// <summary>The record of a tensor.</summary>
    /// <param name="value">The tensor, borrowed.</param>
    /// <param name="version">Its version; 0 where a script gives one.</param>
    /// <exception cref="TensorStoreFullException">The record would be longer than a value in Redis may be.</exception>
    public static byte[] Encode(TensorValue value, long version)
    {
        DurableTensor tensor = new(value);
        int header = HeaderLength(value.Shape.Rank);
        if (tensor.ByteLength > MaxBytes - header)
        {
            // What the type says is what happened: it does not fit. Redis holds 512 MB under a key, whatever memory it has.
            throw new TensorStoreFullException(tensor.ByteLength + header, MaxBytes);
        }

        int length = (int)tensor.ByteLength;
        byte[] record = GC.AllocateUninitializedArray<byte>(header + length);
        Magic.CopyTo(record);
        record[TypeOffset] = (byte)value.DataType;
        record[RankOffset] = (byte)value.Shape.Rank;
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(ReservedOffset), 0);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(VersionOffset), version);
        for (int axis = 0; axis < value.Shape.Rank; axis++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(FixedBytes + (axis * sizeof(long))), value.Shape[axis]);
        }

        tensor.Piece(0, length).CopyTo(record.AsSpan(header));
        return record;
    }

    /// <summary>The tensor of a record.</summary>
    /// <param name="record">The value of the key.</param>
    /// <param name="version">Its version; 1 for the 0 of a client that gives none.</param>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="InvalidDataException">It is no record, or damaged; the message says how.</exception>
    public static TensorValue Decode(ReadOnlyMemory<byte> record, out long version)
    {
        ReadOnlySpan<byte> bytes = record.Span;
        version = Math.Max(1, VersionOf(bytes));
        TensorDataType dataType = (TensorDataType)bytes[TypeOffset];
        int rank = bytes[RankOffset];
        if (dataType == TensorDataType.Undefined || !Enum.IsDefined(dataType))
        {
            throw new InvalidDataException($"Its type is {bytes[TypeOffset]}; the types are 1 to {(int)TensorDataType.String}.");
        }

        int header = HeaderLength(rank);
        if (rank > TensorShape.MaxRank || bytes.Length < header)
        {
            throw new InvalidDataException($"It is said to have {rank} axes, of at most {TensorShape.MaxRank}, and is {bytes.Length} bytes long.");
        }

        ReadOnlySpan<byte> values = bytes[header..];
        if (dataType == TensorDataType.Bool && values.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new InvalidDataException("A truth value in it is neither 0 nor 1.");
        }

        TensorShape shape = ShapeOf(bytes[FixedBytes..header]);
        try
        {
            return DurableTensor.Create(dataType, shape, values);
        }
        catch (OverflowException error)
        {
            throw new InvalidDataException($"{dataType}{shape} takes more bytes than there can be; there are {values.Length}.", error);
        }
    }

    /// <summary>The rank that a record says.</summary>
    /// <param name="record">The first <see cref="FixedBytes"/> of it, or more.</param>
    public static int RankOf(ReadOnlySpan<byte> record) => record[RankOffset];

    /// <summary>The version of a record, of which the first <see cref="FixedBytes"/> are enough.</summary>
    /// <exception cref="InvalidDataException">It is no record.</exception>
    public static long VersionOf(ReadOnlySpan<byte> record)
    {
        if (record.Length < FixedBytes || !record.StartsWith(Magic))
        {
            throw new InvalidDataException($"It does not begin with RAT1 and the {FixedBytes - 4} bytes of type, rank and version: {Counted.Given(record.Length)}.");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(record[ReservedOffset..]) is not 0 and var reserved)
        {
            throw new InvalidDataException($"Bytes 6 and 7 are {reserved}, which is for later forms; 0 was expected.");
        }

        long version = BinaryPrimitives.ReadInt64LittleEndian(record[VersionOffset..]);
        return version is >= 0 and < MaxVersion ? version : throw new InvalidDataException($"Its version is {version}; it must be from 0 to 2^53 - 1.");
    }

    private static TensorShape ShapeOf(ReadOnlySpan<byte> lengths)
    {
        Span<long> shape = stackalloc long[lengths.Length / sizeof(long)];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = BinaryPrimitives.ReadInt64LittleEndian(lengths[(axis * sizeof(long))..]);
        }

        try
        {
            return TensorShape.Create(shape);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }
}
