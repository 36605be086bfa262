namespace RedisAi.MLflow.Flavours;

/// <summary>The ONNX export that somebody has put beside a model of a library that is not run here.</summary>
internal static class OnnxExport
{
    private const string UsualFile = "model.onnx";

    /// <summary>Opens the export of a folder: the file with the usual name, else the only one there is.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="flavor">What the model is besides.</param>
    /// <param name="predictions">What the model itself would answer with.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="MlflowException">There are several, or a file with weights is missing.</exception>
    public static FlavorModel? TryOpen(FlavorFolder folder, string flavor, PredictionForm predictions) => Find(folder) is { } path
        ? new FlavorModel(flavor, OnnxFiles.Backend, path, predictions) { OtherFiles = OnnxFiles.FindWeights(folder, path) }
        : null;

    private static string? Find(FlavorFolder folder)
    {
        string usual = folder.Resolve(UsualFile);
        if (File.Exists(usual))
        {
            return usual;
        }

        string[] others = [.. Directory.EnumerateFiles(folder.Root, "*.onnx").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        return others switch
        {
            [] => null,
            [var only] => folder.Resolve(only),
            _ => throw folder.Unusable($"has several ONNX files beside it ({string.Join(", ", others)}), and none is called {UsualFile}. Keep one."),
        };
    }
}
