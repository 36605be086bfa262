namespace RedisAi.Backends.Torch.Interop;

/// <summary>Maps the header's element types to ours and back.</summary>
internal static class TorchElement
{
    // By the header's number; 0 is none.
    private static readonly TensorDataType[] s_types =
    [
        TensorDataType.Undefined, TensorDataType.Float32, TensorDataType.Float64, TensorDataType.Float16, TensorDataType.BFloat16,
        TensorDataType.Int8, TensorDataType.Int16, TensorDataType.Int32, TensorDataType.Int64, TensorDataType.UInt8, TensorDataType.Bool,
        TensorDataType.String, TensorDataType.UInt16, TensorDataType.UInt32, TensorDataType.UInt64,
    ];

    private static readonly int[] s_native = MakeNative();

    public static TensorDataType FromNative(int native) => s_types[native];

    public static int ToNative(TensorDataType type) => s_native[(int)type];

    private static int[] MakeNative()
    {
        int[] native = new int[Enum.GetValues<TensorDataType>().Length];
        for (int i = 0; i < s_types.Length; i++)
        {
            native[(int)s_types[i]] = i;
        }

        return native;
    }
}
