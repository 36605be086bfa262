namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>What a file MLmodel says of a model of XGBoost.</summary>
/// <param name="Model">The file of the model.</param>
/// <param name="ModelClass">Its class of Python.</param>
internal sealed record XgbFlavor(string Model, string ModelClass)
{
    /// <summary>Reads the lines of the flavour; null where a folder has none.</summary>
    public static XgbFlavor? Find(string folder)
    {
        string path = Path.Combine(folder, "MLmodel");
        if (!File.Exists(path))
        {
            return null;
        }

        string[] lines = [.. File.ReadLines(path).SkipWhile(static line => line != "  xgboost:").Skip(1).TakeWhile(static line => line.StartsWith("    ", StringComparison.Ordinal))];
        return lines.Length == 0 ? null : new XgbFlavor(Path.Combine(folder, Value("data")), Value("model_class"));

        string Value(string key) => lines.Single(line => line.StartsWith($"    {key}: ", StringComparison.Ordinal))[(key.Length + 6)..];
    }
}
