namespace RedisAi.MLflow.Flavours;

/// <summary>Models of TensorFlow, by way of a TensorFlow Lite file that somebody has put beside them.</summary>
internal static class ExportedTfLite
{
    private const string Backend = "TFLITE";
    private const string ExportFile = "model.tflite";

    /// <summary>Opens the export of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="flavor">What the model is besides.</param>
    /// <param name="predictions">What the model itself would answer with.</param>
    /// <returns>Null when there is none.</returns>
    public static FlavorModel? TryOpen(FlavorFolder folder, string flavor, PredictionForm predictions) => folder.Resolve(ExportFile) is var path && File.Exists(path)
        ? new FlavorModel(flavor, Backend, path, predictions)
        : null;
}
