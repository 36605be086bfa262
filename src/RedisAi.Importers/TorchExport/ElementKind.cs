namespace RedisAi.Importers.TorchExport;

/// <summary>A type of elements: the number that an exported program has for it, and what TorchScript and RedisAi call it.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Bytes">How many bytes an element has.</param>
/// <param name="Scalar">TorchScript's number.</param>
/// <param name="Storage">What a pickle calls memory of such elements.</param>
/// <param name="Type">Of tensors that go in or come out; <see cref="TensorDataType.Undefined"/> where RedisAi has none.</param>
internal sealed record ElementKind(string Name, int Bytes, int Scalar, string Storage, TensorDataType Type)
{
    private static readonly Dictionary<long, ElementKind> s_kinds = new()
    {
        [1] = new("uint8", 1, 0, "ByteStorage", TensorDataType.UInt8),
        [2] = new("int8", 1, 1, "CharStorage", TensorDataType.Int8),
        [3] = new("int16", 2, 2, "ShortStorage", TensorDataType.Int16),
        [4] = new("int32", 4, 3, "IntStorage", TensorDataType.Int32),
        [5] = new("int64", 8, 4, "LongStorage", TensorDataType.Int64),
        [6] = new("float16", 2, 5, "HalfStorage", TensorDataType.Float16),
        [7] = new("float32", 4, 6, "FloatStorage", TensorDataType.Float32),
        [8] = new("float64", 8, 7, "DoubleStorage", TensorDataType.Float64),
        [10] = new("complex64", 8, 9, "ComplexFloatStorage", TensorDataType.Undefined),
        [11] = new("complex128", 16, 10, "ComplexDoubleStorage", TensorDataType.Undefined),
        [12] = new("bool", 1, 11, "BoolStorage", TensorDataType.Bool),
        [13] = new("bfloat16", 2, 15, "BFloat16Storage", TensorDataType.BFloat16),
    };

    private static readonly Dictionary<long, string> s_unsupported = new()
    {
        [9] = "complex32",
        [28] = "uint16",
        [29] = "float8_e4m3fn",
        [30] = "float8_e5m2",
        [31] = "float8_e4m3fnuz",
        [32] = "float8_e5m2fnuz",
    };

    /// <summary>Finds the type of a number in an exported program.</summary>
    public static ElementKind Of(JsonPart number)
    {
        long value = number.Integer;
        return s_kinds.TryGetValue(value, out ElementKind? kind) ? kind
            : s_unsupported.TryGetValue(value, out string? name) ? throw new InvalidDataException($"{number.Place} is the type {name}, which TorchScript here does not have.")
            : throw number.Damage($"is {value}, which is the number of no type of elements");
    }
}
