namespace RedisAi.MLflow.Flavours;

/// <summary>Chooses which of a folder's flavours is run.</summary>
internal static class FlavorChoice
{
    private const string PythonFunction = "python_function";

    /// <summary>In the order in which they are preferred: what was made to run anywhere comes first.</summary>
    private static readonly IModelFlavor[] s_flavors =
    [
        new OnnxFlavor(),
        new TorchFlavor(),
        new ImportedFlavor("xgboost", "data", "{"),
        new ImportedFlavor("lightgbm", "data", "tree", FileHead.Zip),
        new ImportedFlavor("sklearn", "pickled_model", FileHead.Zip),
    ];

    /// <summary>Opens a folder with the flavour that a user asks for, or the first that it has.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="wanted">MLflow's or RedisAI's name of a flavour; null for no wish.</param>
    /// <exception cref="MlflowException">There is none, or its files are missing or of the wrong kind.</exception>
    public static FlavorModel Open(FlavorFolder folder, string? wanted)
    {
        if (wanted is null)
        {
            return Array.Find(s_flavors, flavor => flavor.IsIn(folder)) is { } first ? first.Open(folder) : OpenOther(folder);
        }

        if (Array.Find(s_flavors, flavor => flavor.Names.Contains(wanted, StringComparer.OrdinalIgnoreCase)) is not { } chosen)
        {
            return folder.Description.Flavors.Contains(wanted, StringComparer.Ordinal) ? OpenOther(folder) : throw Unknown(wanted);
        }

        return chosen.IsIn(folder) ? chosen.Open(folder) : throw NotThere(folder, wanted);
    }

    /// <summary>A model of a library of which nothing is known here can have an export beside it, too.</summary>
    private static FlavorModel OpenOther(FlavorFolder folder)
    {
        // The Python flavour, which nearly every folder has, tells which library it needs.
        string flavor = folder.Description.Flavors.FirstOrDefault(static name => name != PythonFunction)
            ?? ExportRecipes.FlavorOf(folder.Description.LoaderModule)
            ?? PythonFunction;
        string has = folder.Description.Flavors.Count == 0 ? "no flavours" : $"the flavours {string.Join(", ", folder.Description.Flavors)}";
        return OnnxExport.TryOpen(folder, flavor, PredictionForm.First)
            ?? ExportedTfLite.TryOpen(folder, flavor, PredictionForm.First)
            ?? throw folder.Unusable($"has {has}, none of which runs without Python; {Known} do. {ExportRecipes.For(flavor)}");
    }

    private static MlflowException Unknown(string wanted) =>
        new($"There is no flavour '{wanted}' that runs here; there are {Known}.", MlflowErrorCodes.InvalidParameterValue);

    private static MlflowException NotThere(FlavorFolder folder, string wanted) => new(
        $"The model in '{folder.Root}' has not the flavour '{wanted}'; it has {string.Join(", ", folder.Description.Flavors)}, and {Known} run here.",
        MlflowErrorCodes.ResourceDoesNotExist);

    private static string Known => string.Join(", ", s_flavors.Select(static flavor => flavor.Names[0]));
}
