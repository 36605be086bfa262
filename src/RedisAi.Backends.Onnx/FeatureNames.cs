namespace RedisAi.Backends.Onnx;

/// <summary>What a model's metadata says that the columns of its one input are called, a name a line: importers note it there.</summary>
internal static class FeatureNames
{
    public const string Key = "feature_names";

    /// <summary>Which of them the model passes over, likewise.</summary>
    public const string UnusedKey = "redisai.unused_features";

    /// <summary>Gives the input its names.</summary>
    /// <param name="signature">What the model declares.</param>
    /// <param name="text">The names; null for none.</param>
    /// <param name="unused">The names of those that the model passes over; null for none.</param>
    /// <returns>The same signature where there is no input of a table with as many columns: then the text says something else, or each column is an input.</returns>
    public static ModelSignature AddTo(ModelSignature signature, string? text, string? unused)
    {
        if (text is null || signature.Inputs is not [{ Shape: { IsRankKnown: true, Rank: 2 } shape } input] || shape[1] <= 0 || text.AsSpan().Count('\n') != shape[1] - 1)
        {
            return signature;
        }

        string[] names = text.Split('\n');
        HashSet<string> known = new(names, StringComparer.Ordinal);
        bool areNames = Array.TrueForAll(names, static name => name.Length > 0) && known.Count == names.Length;
        string[] passedOver = [.. (unused?.Split('\n') ?? []).Where(known.Contains)];
        return areNames
            ? new ModelSignature([input with { ColumnNames = names, UnusedColumns = passedOver }], signature.Outputs) { HasOpenOutputs = signature.HasOpenOutputs }
            : signature;
    }
}
