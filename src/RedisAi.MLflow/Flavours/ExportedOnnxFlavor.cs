using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>Models of a library that is not run here, by way of an ONNX export that somebody has put beside them.</summary>
/// <param name="name">MLflow's name of the flavour.</param>
/// <param name="predictions">What the library's own model answers with.</param>
/// <param name="fileKey">Under which key it has the model's own file.</param>
internal sealed class ExportedOnnxFlavor(string name, PredictionForm predictions, string fileKey) : IModelFlavor
{
    private const string ExportFile = "model.onnx";

    public IReadOnlyList<string> Names { get; } = [name];

    public bool IsIn(FlavorFolder folder) => folder.Description.FindFlavor(name) is not null;

    public FlavorModel Open(FlavorFolder folder) => TryOpen(folder, name, predictions) ?? throw Refused(folder);

    /// <summary>Opens the export of a folder: the file with the usual name, else the only one there is.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="flavor">What the model is besides.</param>
    /// <param name="predictions">What the model itself would answer with.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="MlflowException">There are several, or a file with weights is missing.</exception>
    public static FlavorModel? TryOpen(FlavorFolder folder, string flavor, PredictionForm predictions) => FindExport(folder) is { } path
        ? new FlavorModel(flavor, OnnxFiles.Backend, path, predictions) { OtherFiles = OnnxFiles.FindWeights(folder, path) }
        : null;

    private static string? FindExport(FlavorFolder folder)
    {
        string usual = folder.Resolve(ExportFile);
        if (File.Exists(usual))
        {
            return usual;
        }

        string[] others = [.. Directory.EnumerateFiles(folder.Root, "*.onnx").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return others switch
        {
            [] => null,
            [var only] => folder.Resolve(only),
            _ => throw folder.Unusable($"has several ONNX files beside it ({string.Join(", ", others)}), and none is called {ExportFile}. Keep one."),
        };
    }

    private MlflowException Refused(FlavorFolder folder)
    {
        YamlSection section = folder.Description.FindFlavor(name)!.Value;
        string? file = section.Text(fileKey);
        bool isPickle = file?.EndsWith(".pkl", StringComparison.Ordinal) == true;
        string why = isPickle ? "is pickled, and pickles are never opened here: they run code of their own" : "cannot be read here";
        return folder.Unusable($"is one of {name}{(file is null ? "" : $" ('{file}')")}, which {why}. {ExportRecipes.For(name)}");
    }
}
