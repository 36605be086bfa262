namespace RedisAi.Store.Redis;

/// <summary>Makes the fields of an output of what a run has given.</summary>
internal static class MessageOutputs
{
    /// <summary>What a script gives to a command at once is bounded.</summary>
    private const int MostFields = 1000;

    /// <summary>Makes the fields, by the delegate of the settings where there is one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="outputs">The outputs, borrowed.</param>
    /// <param name="options">The settings.</param>
    /// <returns>The fields; none for no output.</returns>
    public static StreamField[] Write(StreamMessage message, IReadOnlyList<KeyValuePair<string, AiTensor>> outputs, StreamWorkerOptions options)
    {
        if (options.WriteOutputs is { } write)
        {
            StreamField[] written = [.. write(message, outputs) ?? []];
            return written.Length <= MostFields ? written : throw TooMany(written.Length);
        }

        List<StreamField> fields = new(outputs.Count + 2);
        if (options.SourceField.Length > 0)
        {
            fields.Add(StreamField.FromText(options.SourceField, message.Id));
        }

        if (options.SessionField.Length > 0 && message.TryGet(options.SessionField, out StreamField session))
        {
            fields.Add(session);
        }

        foreach ((string name, AiTensor tensor) in outputs)
        {
            fields.Add(StreamField.FromTensor(name, tensor));
        }

        return fields.Count <= MostFields ? [.. fields] : throw TooMany(fields.Count);
    }

    private static InvalidDataException TooMany(int count) => new($"The output has {count} fields; {MostFields} are the most.");
}
