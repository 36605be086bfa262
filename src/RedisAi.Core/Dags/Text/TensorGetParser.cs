namespace RedisAi.Dags.Text;

/// <summary>Reads <c>AI.TENSORGET key [META] [BLOB | VALUES]</c>.</summary>
internal static class TensorGetParser
{
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation)
    {
        if (operation.Count is < 2 or > 4)
        {
            throw new DagCommandException("wrong number of arguments for 'AI.TENSORGET' command");
        }

        DagTensorFormat format = DagTensorFormat.None;
        for (int i = 2; i < operation.Count; i++)
        {
            format |= operation.Text(i).ToUpperInvariant() switch
            {
                "META" => DagTensorFormat.Meta,
                "BLOB" => DagTensorFormat.Blob,
                "VALUES" => DagTensorFormat.Values,
                _ => throw new DagCommandException("ERR unsupported data format"),
            };
        }

        if (format.HasFlag(DagTensorFormat.Blob | DagTensorFormat.Values))
        {
            throw new DagCommandException("ERR both BLOB and VALUES specified");
        }

        string name = operation.Text(1);
        return new DagOperation(DagOperationKind.TensorGet, name) { Inputs = [name], Format = format };
    }
}
