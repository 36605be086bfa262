namespace RedisAi.Importers.LightGBM;

/// <summary>A model as its text has it.</summary>
/// <param name="Header">What stands before the trees.</param>
/// <param name="Trees">The trees that count.</param>
/// <param name="Rounds">Of how many rounds of the training they are.</param>
/// <param name="PandasCategories">The categories of the columns that pandas knew as such, as JSON; null where there are none. Rows hold their numbers.</param>
internal sealed record LightGbmModel(LightGbmHeader Header, LightGbmTrees Trees, int Rounds, string? PandasCategories)
{
    /// <summary>How many classes a classifier with this model has.</summary>
    public int Classes => Math.Max(Header.TreesPerRound, 2);

    /// <summary>Whether a classifier with this model gives labels. With an objective that the user wrote it gives sums: nobody knows how they become probabilities.</summary>
    public bool HasClasses => Header.Objective != LightGbmObjective.Custom;
}
