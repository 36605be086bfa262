namespace RedisAi.Dags.Text;

/// <summary>Reads <c>AI.TENSORGET key [META] [BLOB | VALUES]</c>.</summary>
internal static class TensorGetParser
{
    public const int MinTokens = 2;
    public const int MaxTokens = 4;

    /// <summary>Reads an operation of a graph.</summary>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation)
    {
        if (operation.Count is < MinTokens or > MaxTokens)
        {
            throw new DagCommandException("wrong number of arguments for 'AI.TENSORGET' command");
        }

        string name = operation.Text(1);
        return new DagOperation(DagOperationKind.TensorGet, name) { Inputs = [name], Format = ReadFormat(operation) };
    }

    /// <summary>Reads what comes after the key.</summary>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagTensorFormat ReadFormat<TTokens>(TTokens tokens)
        where TTokens : ICommandTokens
    {
        DagTensorFormat format = DagTensorFormat.None;
        for (int i = MinTokens; i < tokens.Count; i++)
        {
            format |= tokens.Is(i, "META") ? DagTensorFormat.Meta
                : tokens.Is(i, "BLOB") ? DagTensorFormat.Blob
                : tokens.Is(i, "VALUES") ? DagTensorFormat.Values
                : throw new DagCommandException("ERR unsupported data format");
        }

        return format.HasFlag(DagTensorFormat.Blob | DagTensorFormat.Values)
            ? throw new DagCommandException("ERR both BLOB and VALUES specified")
            : format;
    }
}
