namespace RedisAi.Dags.Text;

/// <summary>Reads <c>AI.MODELEXECUTE key INPUTS n in.. OUTPUTS m out..</c>.</summary>
internal static class ModelExecuteParser
{
    private const int MinTokens = 8;

    /// <summary>Reads an operation of a graph.</summary>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation, CommandTarget target)
    {
        ThrowIfTooFew(operation);
        string key = operation.Text(1);
        ModelCallPlaces places = ReadPlaces(operation, target.Model(key).Signature);
        if (places.End < operation.Count)
        {
            throw operation.Is(places.End, "TIMEOUT") ? new DagCommandException(AiErrors.TimeoutWithin) : Invalid(operation, places.End);
        }

        return new DagOperation(DagOperationKind.ModelExecute, key)
        {
            Inputs = operation.Texts(places.FirstInput, places.FirstInput + places.Inputs),
            Outputs = operation.Texts(places.FirstOutput, places.End),
        };
    }

    /// <exception cref="DagCommandException">There are less tokens than any call has.</exception>
    public static void ThrowIfTooFew<TTokens>(TTokens tokens)
        where TTokens : ICommandTokens
    {
        if (tokens.Count < MinTokens)
        {
            throw AiErrors.WrongArity("AI.MODELEXECUTE");
        }
    }

    /// <summary>Reads what comes after the key, up to the last output.</summary>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static ModelCallPlaces ReadPlaces<TTokens>(TTokens tokens, ModelSignature signature)
        where TTokens : ICommandTokens
    {
        int inputs = Count(tokens, 2, "INPUT", signature.Inputs.Count);
        int at = 4 + inputs;
        int outputs = Count(tokens, at, "OUTPUT", signature.HasOpenOutputs ? null : signature.Outputs.Count);
        return new ModelCallPlaces(4, inputs, at + 2, outputs);
    }

    /// <summary>Reads what comes after the last output of a command of its own.</summary>
    /// <returns>The time that it may take; null for any.</returns>
    /// <exception cref="DagCommandException">It is something else than a <c>TIMEOUT</c>.</exception>
    public static TimeSpan? ReadTimeout<TTokens>(TTokens tokens, int at)
        where TTokens : ICommandTokens
    {
        if (at >= tokens.Count)
        {
            return null;
        }

        if (!tokens.Is(at, "TIMEOUT"))
        {
            throw Invalid(tokens, at);
        }

        TimeSpan? timeout = at + 1 < tokens.Count ? CommandTimeout.Read(tokens, at + 1) : throw new DagCommandException(AiErrors.NoTimeout);
        return at + 2 < tokens.Count ? throw Invalid(tokens, at + 2) : timeout;
    }

    /// <summary>Reads a keyword and the number of keys that follow it.</summary>
    private static int Count<TTokens>(TTokens tokens, int at, string what, int? expected)
        where TTokens : ICommandTokens
    {
        if (!tokens.Is(at, what == "INPUT" ? "INPUTS" : "OUTPUTS"))
        {
            throw new DagCommandException($"ERR {what}S not specified");
        }

        if (at + 1 >= tokens.Count || !tokens.TryInteger(at + 1, out long count))
        {
            throw new DagCommandException($"ERR Invalid argument for {what.ToLowerInvariant()}_count");
        }

        if (count <= 0)
        {
            throw new DagCommandException($"ERR {what[0]}{what[1..].ToLowerInvariant()} count must be a positive integer");
        }

        if (expected is { } number && number != count)
        {
            throw Mismatch(what);
        }

        return count <= tokens.Count - at - 2
            ? (int)count
            : throw new DagCommandException($"ERR number of {what.ToLowerInvariant()} keys to AI.MODELEXECUTE command does not match the number of given arguments");
    }

    /// <summary>There are more or fewer keys than the model has inputs, or outputs.</summary>
    /// <param name="what">INPUT or OUTPUT.</param>
    public static DagCommandException Mismatch(string what) => new($"Number of keys given as {what}S here does not match model definition");

    private static DagCommandException Invalid<TTokens>(TTokens tokens, int place)
        where TTokens : ICommandTokens => new($"Invalid argument: {tokens.Text(place)}");
}
