namespace RedisAi;

/// <summary>The type of a tensor's elements.</summary>
public enum TensorDataType
{
    /// <summary>Not declared; in a signature it stands for any type. No tensor has it.</summary>
    Undefined,

    /// <summary>IEEE 754 single precision, 4 bytes, <see cref="float"/>.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes, <see cref="double"/>.</summary>
    Float64,

    /// <summary>IEEE 754 half precision, 2 bytes, <see cref="Half"/>.</summary>
    Float16,

    /// <summary>The upper half of a single, 2 bytes, <see cref="RedisAi.BFloat16"/>.</summary>
    BFloat16,

    /// <summary>Signed, 1 byte, <see cref="sbyte"/>.</summary>
    Int8,

    /// <summary>Signed, 2 bytes, <see cref="short"/>.</summary>
    Int16,

    /// <summary>Signed, 4 bytes, <see cref="int"/>.</summary>
    Int32,

    /// <summary>Signed, 8 bytes, <see cref="long"/>.</summary>
    Int64,

    /// <summary>Unsigned, 1 byte, <see cref="byte"/>.</summary>
    UInt8,

    /// <summary>Unsigned, 2 bytes, <see cref="ushort"/>.</summary>
    UInt16,

    /// <summary>Unsigned, 4 bytes, <see cref="uint"/>.</summary>
    UInt32,

    /// <summary>Unsigned, 8 bytes, <see cref="ulong"/>.</summary>
    UInt64,

    /// <summary>One byte, 0 or 1, <see cref="bool"/>.</summary>
    Bool,

    /// <summary>Text, <see cref="string"/>; such a tensor has no bytes of its own.</summary>
    String,
}
