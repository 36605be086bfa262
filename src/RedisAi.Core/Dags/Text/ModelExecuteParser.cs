namespace RedisAi.Dags.Text;

/// <summary>Reads <c>AI.MODELEXECUTE key INPUTS n in.. OUTPUTS m out..</c>.</summary>
internal static class ModelExecuteParser
{
    private const int MinTokens = 8;

    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation, IModelRegistry models)
    {
        if (operation.Count < MinTokens)
        {
            throw CommandErrors.WrongArity("AI.MODELEXECUTE");
        }

        string key = operation.Text(1);
        if (key.Length == 0 || !models.TryGet(key, out IModel? model))
        {
            throw new DagCommandException(CommandErrors.ModelAbsent);
        }

        ModelSignature signature = model.Signature;
        int at = 2;
        string[] inputs = Names(operation, "INPUT", signature.Inputs.Count, ref at);
        string[] outputs = Names(operation, "OUTPUT", signature.HasOpenOutputs ? null : signature.Outputs.Count, ref at);
        if (at < operation.Count)
        {
            throw new DagCommandException(operation.Is(at, "TIMEOUT") ? CommandErrors.TimeoutWithin : $"Invalid argument: {operation.Text(at)}");
        }

        return new DagOperation(DagOperationKind.ModelExecute, key) { Inputs = inputs, Outputs = outputs };
    }

    private static string[] Names(CommandTokens operation, string what, int? expected, ref int at)
    {
        string name = what.ToLowerInvariant();
        if (at >= operation.Count || !operation.Is(at, $"{what}S"))
        {
            throw new DagCommandException($"ERR {what}S not specified");
        }

        if (at + 1 >= operation.Count || !operation.TryInteger(at + 1, out long count))
        {
            throw new DagCommandException($"ERR Invalid argument for {name}_count");
        }

        if (count <= 0)
        {
            throw new DagCommandException($"ERR {what[0]}{name[1..]} count must be a positive integer");
        }

        if (expected is { } number && number != count)
        {
            throw new DagCommandException($"Number of keys given as {what}S here does not match model definition");
        }

        int first = at + 2;
        if (count > operation.Count - first)
        {
            throw new DagCommandException($"ERR number of {name} keys to AI.MODELEXECUTE command does not match the number of given arguments");
        }

        at = first + (int)count;
        return operation.Texts(first, at);
    }
}
