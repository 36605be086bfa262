namespace RedisAi.MLflow.Signatures;

/// <summary>MLflow's and numpy's words for types of elements.</summary>
internal static class FieldTypes
{
    /// <summary>The type of a tensor's elements by numpy's name; undefined for types that no tensor has here, such as complex numbers.</summary>
    public static TensorDataType OfTensor(string dtype) => dtype switch
    {
        "float16" => TensorDataType.Float16,
        "bfloat16" => TensorDataType.BFloat16,
        "float32" => TensorDataType.Float32,
        "float64" => TensorDataType.Float64,
        "int8" => TensorDataType.Int8,
        "int16" => TensorDataType.Int16,
        "int32" => TensorDataType.Int32,
        "int64" => TensorDataType.Int64,
        "uint8" => TensorDataType.UInt8,
        "uint16" => TensorDataType.UInt16,
        "uint32" => TensorDataType.UInt32,
        "uint64" => TensorDataType.UInt64,
        "bool" => TensorDataType.Bool,
        "str" or "string" or "object" or "bytes" => TensorDataType.String,
        _ => IsFixedText(dtype) ? TensorDataType.String : TensorDataType.Undefined,
    };

    /// <summary>The type of a column's elements by MLflow's name; null for a name that is none of MLflow's.</summary>
    public static (TensorDataType Type, FieldEncoding Encoding)? OfColumn(string type) => type switch
    {
        "boolean" => (TensorDataType.Bool, FieldEncoding.None),
        "integer" => (TensorDataType.Int32, FieldEncoding.None),
        "long" => (TensorDataType.Int64, FieldEncoding.None),
        "float" => (TensorDataType.Float32, FieldEncoding.None),
        "double" => (TensorDataType.Float64, FieldEncoding.None),
        "string" => (TensorDataType.String, FieldEncoding.None),
        "binary" => (TensorDataType.Undefined, FieldEncoding.Base64),
        "datetime" => (TensorDataType.Undefined, FieldEncoding.Time),
        "any" or "sparkml_vector" or "sparkml vector" => (TensorDataType.Undefined, FieldEncoding.None),
        _ => null,
    };

    public static bool IsInteger(this TensorDataType type) => type is >= TensorDataType.Int8 and <= TensorDataType.UInt64;

    public static bool IsFloat(this TensorDataType type) => type is TensorDataType.Float32 or TensorDataType.Float64 or TensorDataType.Float16 or TensorDataType.BFloat16;

    /// <summary>As numpy names texts of a fixed length, <c>&lt;U7</c> or <c>|S3</c>.</summary>
    private static bool IsFixedText(string dtype)
    {
        ReadOnlySpan<char> name = dtype.AsSpan().TrimStart("<>|=");
        return name.Length > 1 && name[0] is 'U' or 'S' && !name[1..].ContainsAnyExceptInRange('0', '9');
    }
}
