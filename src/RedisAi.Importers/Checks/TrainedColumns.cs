namespace RedisAi.Importers.Checks;

/// <summary>Holds the columns of <see cref="ImportOptions"/> to the features of a model that takes numbers alone.</summary>
internal static class TrainedColumns
{
    /// <summary>More names would make no message clearer.</summary>
    private const int ShownNames = 5;

    /// <summary>Finds the names of a model's features.</summary>
    /// <param name="options">What is known besides the file.</param>
    /// <param name="library">Whose model it is.</param>
    /// <param name="own">The names in the file; none where it has none.</param>
    /// <param name="features">How many features a row has.</param>
    /// <returns>The file's own names, or those of the columns where the file has none or only made some up.</returns>
    /// <exception cref="ModelLoadException">Columns that were asked for do not fit.</exception>
    public static IReadOnlyList<string> NamesOf(ImportOptions options, string library, IReadOnlyList<string> own, int features)
    {
        if (options.Columns.Count == 0)
        {
            return own;
        }

        bool isNamed = !AreMadeUp(own);
        if (options.AsksForColumns)
        {
            RequireCount(options, $"{library}'s model", isNamed ? own : [], features);
            RequireNumbers(options, library);
            if (isNamed)
            {
                RequireNames(options, library, own);
            }
        }

        return !isNamed && options.Columns.Count == features ? [.. options.Columns.Select(static column => column.Name)] : own;
    }

    /// <summary>Requires a column for each feature.</summary>
    /// <param name="options">What is known besides the file.</param>
    /// <param name="model">The model's name in the message.</param>
    /// <param name="own">Its own names; none where it has none.</param>
    /// <param name="features">How many features it takes.</param>
    /// <exception cref="ModelLoadException">There are more or fewer.</exception>
    public static void RequireCount(ImportOptions options, string model, IReadOnlyList<string> own, int features)
    {
        if (options.Columns.Count != features)
        {
            string given = Show(options.Columns.Select(static column => column.Name), options.Columns.Count);
            throw new ModelLoadException($"The import option Columns has {options.Columns.Count} columns{given}, but {model} takes {features}{Show(own, own.Count)}.");
        }
    }

    /// <summary>The first of some names, in brackets after a blank; nothing for none.</summary>
    public static string Show(IEnumerable<string> names, int count) =>
        count == 0 ? "" : $" ({string.Join(", ", names.Take(ShownNames))}{(count > ShownNames ? ", ..." : "")})";

    private static void RequireNumbers(ImportOptions options, string library)
    {
        if (options.Columns.FirstOrDefault(static column => column.DataType == TensorDataType.String) is { } text)
        {
            throw new ModelLoadException($"The import option Columns says that '{text.Name}' is of texts, but {library}'s models take numbers alone.");
        }
    }

    private static void RequireNames(ImportOptions options, string library, IReadOnlyList<string> own)
    {
        for (int i = 0; i < own.Count; i++)
        {
            // LightGBM writes blanks of names as underscores.
            if (options.Columns[i].Name.Replace(' ', '_') != own[i].Replace(' ', '_'))
            {
                throw new ModelLoadException($"The import option Columns has '{options.Columns[i].Name}' as column {i}, where {library}'s model has '{own[i]}'{Show(own, own.Count)}.");
            }
        }
    }

    /// <summary>Where nobody gives names, XGBoost and LightGBM number the features.</summary>
    private static bool AreMadeUp(IReadOnlyList<string> names) => AreNumbered(names, "f") || AreNumbered(names, "Column_");

    private static bool AreNumbered(IReadOnlyList<string> names, string prefix)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] != $"{prefix}{i}")
            {
                return false;
            }
        }

        return true;
    }
}
