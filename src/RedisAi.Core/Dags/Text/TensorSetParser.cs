using RedisAi.Tensors;

namespace RedisAi.Dags.Text;

/// <summary>Reads <c>AI.TENSORSET key type [dim ..] [BLOB blob | VALUES v ..]</c>, and makes the tensor.</summary>
internal static class TensorSetParser
{
    public const int MinTokens = 4;

    private const string Command = "AI.TENSORSET";
    private const string InvalidShape = "ERR invalid or negative value found in tensor shape";

    /// <summary>Reads an operation of a graph.</summary>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation, TensorRules rules)
    {
        if (operation.Count < MinTokens)
        {
            throw new DagCommandException($"wrong number of arguments for '{Command}' command");
        }

        string name = operation.Text(1);
        return new DagOperation(DagOperationKind.TensorSet, name) { Outputs = [name], Tensor = new AiTensor(ReadTensor(operation, rules)) };
    }

    /// <summary>Reads all but the key of a command that has enough tokens, and makes the tensor.</summary>
    /// <returns>A value with one reference, the caller's.</returns>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static TensorValue ReadTensor<TTokens>(TTokens tokens, TensorRules rules)
        where TTokens : ICommandTokens
    {
        TensorDataType type = TypeOf(tokens.Bytes(2));
        int at = 3;
        TensorShape shape = ReadShape(tokens, ref at);
        if (at == tokens.Count)
        {
            return TensorContents.Zeros(type, shape, rules);
        }

        if (tokens.Is(at, "BLOB"))
        {
            return at + 2 == tokens.Count
                ? TensorContents.FromBlob(type, shape, tokens, at + 1)
                : throw new DagCommandException($"ERR a single binary string should come after the BLOB argument in '{Command}' command");
        }

        return tokens.Count - at - 1 == shape.ElementCount
            ? TensorElements.Read(type, shape, tokens, at + 1, rules.RefusesNegatives)
            : throw new DagCommandException($"ERR wrong number of values was given in '{Command}' command");
    }

    private static TensorShape ReadShape<TTokens>(TTokens tokens, ref int at)
        where TTokens : ICommandTokens
    {
        Span<long> lengths = stackalloc long[TensorShape.MaxRank];
        int rank = 0;
        for (; at < tokens.Count && !tokens.Is(at, "BLOB") && !tokens.Is(at, "VALUES"); at++)
        {
            if (rank == lengths.Length || !tokens.TryInteger(at, out long length) || length <= 0)
            {
                throw new DagCommandException(InvalidShape);
            }

            lengths[rank++] = length;
        }

        try
        {
            return TensorShape.Create(lengths[..rank]);
        }
        catch (ArgumentException)
        {
            // More elements than can be counted.
            throw new DagCommandException(InvalidShape);
        }
    }

    private static TensorDataType TypeOf(ReadOnlySpan<byte> name) =>
        CommandToken.Is(name, "FLOAT") ? TensorDataType.Float32
        : CommandToken.Is(name, "DOUBLE") ? TensorDataType.Float64
        : CommandToken.Is(name, "INT8") ? TensorDataType.Int8
        : CommandToken.Is(name, "INT16") ? TensorDataType.Int16
        : CommandToken.Is(name, "INT32") ? TensorDataType.Int32
        : CommandToken.Is(name, "INT64") ? TensorDataType.Int64
        : CommandToken.Is(name, "UINT8") ? TensorDataType.UInt8
        : CommandToken.Is(name, "UINT16") ? TensorDataType.UInt16
        : CommandToken.Is(name, "BOOL") ? TensorDataType.Bool
        : CommandToken.Is(name, "STRING") ? TensorDataType.String
        : throw new DagCommandException("ERR invalid data type");
}
