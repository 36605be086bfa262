namespace RedisAi.Backends.Onnx.Interop;

/// <summary>Maps <c>ONNXTensorElementDataType</c> to our element types and back.</summary>
internal static class OrtElement
{
    private static readonly (int Native, TensorDataType Type)[] s_pairs =
    [
        (1, TensorDataType.Float32), (2, TensorDataType.UInt8), (3, TensorDataType.Int8), (4, TensorDataType.UInt16),
        (5, TensorDataType.Int16), (6, TensorDataType.Int32), (7, TensorDataType.Int64), (8, TensorDataType.String),
        (9, TensorDataType.Bool), (10, TensorDataType.Float16), (11, TensorDataType.Float64), (12, TensorDataType.UInt32),
        (13, TensorDataType.UInt64), (16, TensorDataType.BFloat16),
    ];

    private static readonly int[] s_native = MakeNative();

    /// <summary>The runtime's number of an element type.</summary>
    public static int ToNative(TensorDataType type) => s_native[(int)type];

    /// <summary>The element type of the runtime's number, or null for those that no tensor of ours has (complex, float8, int4).</summary>
    public static TensorDataType? FromNative(int native)
    {
        foreach ((int number, TensorDataType type) in s_pairs)
        {
            if (number == native)
            {
                return type;
            }
        }

        return null;
    }

    private static int[] MakeNative()
    {
        int[] native = new int[Enum.GetValues<TensorDataType>().Length];
        foreach ((int number, TensorDataType type) in s_pairs)
        {
            native[(int)type] = number;
        }

        return native;
    }
}
