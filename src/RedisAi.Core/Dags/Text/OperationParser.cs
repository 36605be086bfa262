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
            operations.Add(Parse(target, tokens.Part(at + 1, end), command));
            at = end;
        }
    }

    private static DagOperation Parse(CommandTarget target, CommandTokens operation, DagCommand command) => (operation.Count == 0 ? "" : operation.Text(0).ToUpperInvariant()) switch
    {
        "AI.TENSORSET" => TensorSetParser.Parse(operation, target.Rules),
        "AI.TENSORGET" => TensorGetParser.Parse(operation),
        string name => command.IsDeprecated ? ParseDeprecated(target, operation, name) : ParseExecution(target, operation, name, command.IsReadOnly),
    };

    private static DagOperation ParseExecution(CommandTarget target, CommandTokens operation, string name, bool isReadOnly) => name switch
    {
        "AI.MODELEXECUTE" => ModelExecuteParser.Parse(operation, target),
        "AI.SCRIPTEXECUTE" => isReadOnly
            ? throw new DagCommandException("ERR AI.SCRIPTEXECUTE command cannot be specified in a read-only DAG")
            : ScriptExecuteParser.Parse(operation, target, isAlone: false, out _),
        "AI.MODELRUN" or "AI.SCRIPTRUN" => throw new DagCommandException($"Deprecated {name} cannot be used in AI.DAGEXECUTE command"),
        _ => throw Unsupported(),
    };

    private static DagOperation ParseDeprecated(CommandTarget target, CommandTokens operation, string name)
    {
        TimeSpan? timeout = null;
        DagOperation parsed = name switch
        {
            "AI.MODELRUN" => ModelRunParser.Parse(operation, target, out timeout),
            "AI.SCRIPTRUN" => ScriptRunParser.Parse(operation, target, out timeout),
            "AI.MODELEXECUTE" or "AI.SCRIPTEXECUTE" => throw new DagCommandException($"{name} cannot be used in a deprecated AI.DAGRUN command"),
            _ => throw Unsupported(),
        };
        return timeout is null ? parsed : throw new DagCommandException(AiErrors.TimeoutWithin);
    }

    private static DagCommandException Unsupported() => new("Unsupported command within DAG");
}
