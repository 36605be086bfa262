namespace RedisAi.Dags.Text;

/// <summary>Reads the deprecated <c>AI.MODELRUN key [TIMEOUT t] INPUTS in.. OUTPUTS out..</c>.</summary>
internal static class ModelRunParser
{
    private const int MinTokens = 6;

    /// <summary>Reads an operation of a graph.</summary>
    /// <param name="operation">Its tokens.</param>
    /// <param name="target">Where its model is.</param>
    /// <param name="timeout">The time that it gives itself; null for any.</param>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static DagOperation Parse(CommandTokens operation, CommandTarget target, out TimeSpan? timeout)
    {
        ModelCallPlaces places = ReadPlaces(operation, () => target.Model(operation.Text(1)).Signature, out timeout);
        return new DagOperation(DagOperationKind.ModelExecute, operation.Text(1))
        {
            Inputs = operation.Texts(places.FirstInput, places.FirstInput + places.Inputs),
            Outputs = operation.Texts(places.FirstOutput, places.End),
        };
    }

    /// <summary>Reads a command.</summary>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="signatureOf">Finds the model, once there are enough tokens.</param>
    /// <param name="timeout">The time that it gives itself; null for any.</param>
    /// <exception cref="DagCommandException">RedisAI would refuse it.</exception>
    public static ModelCallPlaces ReadPlaces<TTokens>(TTokens tokens, Func<ModelSignature> signatureOf, out TimeSpan? timeout)
        where TTokens : ICommandTokens
    {
        if (tokens.Count < MinTokens)
        {
            throw AiErrors.WrongArity("AI.MODELRUN");
        }

        ModelSignature signature = signatureOf();
        int at = 2;
        timeout = null;
        if (tokens.Is(at, "TIMEOUT"))
        {
            timeout = CommandTimeout.Read(tokens, at + 1);
            at += 2;
        }

        if (!tokens.Is(at, "INPUTS"))
        {
            throw new DagCommandException("ERR INPUTS not specified");
        }

        // Without OUTPUTS all names are inputs.
        int outputs = at + 1;
        while (outputs < tokens.Count && !tokens.Is(outputs, "OUTPUTS"))
        {
            outputs++;
        }

        int first = Math.Min(outputs + 1, tokens.Count);
        ModelCallPlaces places = new(at + 1, outputs - at - 1, first, tokens.Count - first);
        if (places.Inputs != signature.Inputs.Count)
        {
            throw ModelExecuteParser.Mismatch("INPUT");
        }

        return signature.HasOpenOutputs || places.Outputs == signature.Outputs.Count ? places : throw ModelExecuteParser.Mismatch("OUTPUT");
    }
}
