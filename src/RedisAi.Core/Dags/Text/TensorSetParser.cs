namespace RedisAi.Dags.Text;

/// <summary>Reads <c>AI.TENSORSET key type [dim ..] [BLOB blob | VALUES v ..]</c>, and makes the tensor.</summary>
internal static class TensorSetParser
{
    private const string Command = "AI.TENSORSET";

    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation)
    {
        if (operation.Count < 4)
        {
            throw new DagCommandException($"wrong number of arguments for '{Command}' command");
        }

        TensorDataType type = TypeOf(operation.Text(2));
        int at = 3;
        TensorShape shape = ShapeOf(operation, ref at);
        string name = operation.Text(1);
        return new DagOperation(DagOperationKind.TensorSet, name) { Outputs = [name], Tensor = Make(operation, type, shape, at) };
    }

    private static AiTensor Make(CommandTokens operation, TensorDataType type, TensorShape shape, int at)
    {
        if (at == operation.Count)
        {
            return TensorContents.Zeros(type, shape);
        }

        if (operation.Is(at, "BLOB"))
        {
            return at + 2 == operation.Count
                ? TensorContents.FromBlob(type, shape, operation.Bytes(at + 1).Span)
                : throw new DagCommandException($"ERR a single binary string should come after the BLOB argument in '{Command}' command");
        }

        return operation.Count - at - 1 == shape.ElementCount
            ? TensorContents.FromValues(type, shape, operation, at + 1)
            : throw new DagCommandException($"ERR wrong number of values was given in '{Command}' command");
    }

    private static TensorShape ShapeOf(CommandTokens operation, ref int at)
    {
        const string Invalid = "ERR invalid or negative value found in tensor shape";
        List<long> lengths = [];
        for (; at < operation.Count && !operation.Is(at, "BLOB") && !operation.Is(at, "VALUES"); at++)
        {
            lengths.Add(operation.TryInteger(at, out long length) && length > 0 ? length : throw new DagCommandException(Invalid));
        }

        try
        {
            return TensorShape.Create([.. lengths]);
        }
        catch (ArgumentException)
        {
            // Too many axes, or more elements than can be counted.
            throw new DagCommandException(Invalid);
        }
    }

    private static TensorDataType TypeOf(string name) => name.ToUpperInvariant() switch
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
        _ => throw new DagCommandException("ERR invalid data type"),
    };
}
