namespace RedisAi.Dags.Text;

/// <summary>Reads the operations of a command.</summary>
internal static class OperationParser
{
    /// <summary>Reads all of them.</summary>
    /// <param name="target">Where models and scripts are.</param>
    /// <param name="command">The command.</param>
    /// <param name="first">The place of the first separator.</param>
    /// <param name="operations">Takes the operations, those that own tensors too.</param>
    /// <exception cref="DagCommandException">RedisAI would refuse one.</exception>
    public static void Parse(CommandTarget target, DagCommand command, int first, List<DagOperation> operations)
    {
        CommandTokens tokens = command.Tokens;
        int at = first;
        while (at < tokens.Count)
        {
            int end = tokens.Find(PrefixParser.Separator, at + 1);
            operations.Add(Parse(target, tokens.Part(at + 1, end), command.IsReadOnly));
            at = end;
        }
    }

    private static DagOperation Parse(CommandTarget target, CommandTokens operation, bool isReadOnly) => (operation.Count == 0 ? "" : operation.Text(0).ToUpperInvariant()) switch
    {
        "AI.TENSORSET" => TensorSetParser.Parse(operation),
        "AI.TENSORGET" => TensorGetParser.Parse(operation),
        "AI.MODELEXECUTE" => ModelExecuteParser.Parse(operation, target.Models),
        "AI.SCRIPTEXECUTE" => isReadOnly
            ? throw new DagCommandException("ERR AI.SCRIPTEXECUTE command cannot be specified in a read-only DAG")
            : ScriptExecuteParser.Parse(operation, target.Scripts),
        "AI.MODELRUN" => throw new DagCommandException("Deprecated AI.MODELRUN cannot be used in AI.DAGEXECUTE command"),
        "AI.SCRIPTRUN" => throw new DagCommandException("Deprecated AI.SCRIPTRUN cannot be used in AI.DAGEXECUTE command"),
        _ => throw new DagCommandException("Unsupported command within DAG"),
    };
}
