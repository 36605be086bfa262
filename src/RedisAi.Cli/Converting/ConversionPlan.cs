using RedisAi.Importers;

namespace RedisAi.Cli.Converting;

/// <summary>What is to be converted, and how.</summary>
/// <param name="From">The model: a file or a folder.</param>
/// <param name="To">The file to write.</param>
internal sealed record ConversionPlan(string From, string To)
{
    /// <summary>Whether a file that is there may be replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>The class of Python that it is of; null for what the file or folder says.</summary>
    public string? ModelClass { get; init; }

    /// <summary>The function that its first output is; likewise.</summary>
    public string? PredictFunction { get; init; }

    /// <summary>The columns that it takes; none for what the file or folder says.</summary>
    public IReadOnlyList<ImportColumn> Columns { get; init; } = [];

    /// <summary>Sets what was typed over what a folder says.</summary>
    public void ApplyTo(ImportOptions options)
    {
        options.ModelClass = ModelClass ?? options.ModelClass;
        options.PredictFunction = PredictFunction ?? options.PredictFunction;
        if (Columns.Count == 0)
        {
            return;
        }

        options.Columns.Clear();
        foreach (ImportColumn column in Columns)
        {
            options.Columns.Add(column);
        }
    }
}
