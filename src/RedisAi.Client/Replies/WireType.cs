namespace RedisAi.Client.Replies;

/// <summary>RedisAI's names of element types. Half precision and unsigned integers of 32 and 64 bits have none.</summary>
internal static class WireType
{
    /// <summary>The name of a type; null where it has none.</summary>
    public static string? NameOf(TensorDataType type) => type switch
    {
        TensorDataType.Float32 => "FLOAT",
        TensorDataType.Float64 => "DOUBLE",
        TensorDataType.Int8 => "INT8",
        TensorDataType.Int16 => "INT16",
        TensorDataType.Int32 => "INT32",
        TensorDataType.Int64 => "INT64",
        TensorDataType.UInt8 => "UINT8",
        TensorDataType.UInt16 => "UINT16",
        TensorDataType.Bool => "BOOL",
        TensorDataType.String => "STRING",
        _ => null,
    };

    /// <summary>The type of a name, in capitals or not; undefined where there is none.</summary>
    public static TensorDataType TypeOf(string name) => name.ToUpperInvariant() switch
    {
        "FLOAT" => TensorDataType.Float32,
        "DOUBLE" => TensorDataType.Float64,
        "INT8" => TensorDataType.Int8,
        "INT16" => TensorDataType.Int16,
        "INT32" => TensorDataType.Int32,
        "INT64" => TensorDataType.Int64,
        "UINT8" => TensorDataType.UInt8,
        "UINT16" => TensorDataType.UInt16,
        "BOOL" => TensorDataType.Bool,
        "STRING" => TensorDataType.String,
        _ => TensorDataType.Undefined,
    };
}
