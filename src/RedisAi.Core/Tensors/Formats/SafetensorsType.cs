namespace RedisAi.Tensors.Formats;

/// <summary>The names that the safetensors format has for element types.</summary>
internal static class SafetensorsType
{
    private static readonly (string Name, TensorDataType Type)[] s_types =
    [
        ("F64", TensorDataType.Float64),
        ("F32", TensorDataType.Float32),
        ("F16", TensorDataType.Float16),
        ("BF16", TensorDataType.BFloat16),
        ("I64", TensorDataType.Int64),
        ("I32", TensorDataType.Int32),
        ("I16", TensorDataType.Int16),
        ("I8", TensorDataType.Int8),
        ("U64", TensorDataType.UInt64),
        ("U32", TensorDataType.UInt32),
        ("U16", TensorDataType.UInt16),
        ("U8", TensorDataType.UInt8),
        ("BOOL", TensorDataType.Bool),
    ];

    /// <summary>The name of a type; that of strings is the bytes that they are stored as.</summary>
    public static string NameOf(TensorDataType type) =>
        type == TensorDataType.String ? "U8" : Array.Find(s_types, entry => entry.Type == type).Name;

    /// <summary>Finds the type of a name. The format also has types that no tensor here can hold.</summary>
    public static bool TryParse(string name, out TensorDataType type)
    {
        int index = Array.FindIndex(s_types, entry => entry.Name == name);
        type = index < 0 ? default : s_types[index].Type;
        return index >= 0;
    }
}
