namespace RedisAi.MLflow.Flavours;

/// <summary>How models that cannot be run here become such that can: a clause for each kind.</summary>
internal static class ExportRecipes
{
    private const string Beside = "and log it with mlflow.onnx.log_model, or put the file into the folder as model.onnx";
    private const string Importers = "which the package RedisAi.Importers reads";

    public static string PyTorch =>
        $"Log it as TorchScript, mlflow.pytorch.log_model(torch.jit.script(model), serialization_format=\"pickle\"), or with serialization_format=\"pt2\", {Importers}, or export it with torch.onnx.export {Beside}.";

    /// <summary>What to do with a model of some flavour.</summary>
    public static string For(string flavor) => flavor switch
    {
        "pytorch" => PyTorch,
        "sklearn" => $"Log it with serialization_format=\"skops\", {Importers}, or convert it with skl2onnx.to_onnx(model, X) {Beside}.",
        "xgboost" => $"Log it with model_format=\"ubj\", {Importers}, or convert it with onnxmltools.convert_xgboost(model, initial_types=...) {Beside}.",
        "lightgbm" => $"Log it with serialization_format=\"skops\", or its Booster, {Importers}, or convert it with onnxmltools.convert_lightgbm(model, initial_types=...) {Beside}.",
        "catboost" => $"Export it with model.save_model(\"model.onnx\", format=\"onnx\") {Beside}.",
        "spark" => $"Convert it with onnxmltools.convert_sparkml(model, initial_types=...) {Beside}.",
        "tensorflow" or "keras" => $"Convert it with tf2onnx.convert.from_keras(model) {Beside}; or with tf.lite.TFLiteConverter.from_keras_model(model).convert(), and put what it gives into the folder as model.tflite.",
        "transformers" or "sentence_transformers" => $"Export it with optimum-cli export onnx --model ... {Beside}.",
        _ => $"Only its Python code can run it. Export what it computes to ONNX {Beside}.",
    };

    /// <summary>The flavour that a Python module of MLflow's loads.</summary>
    public static string? FlavorOf(string? loaderModule) => loaderModule switch
    {
        null => null,
        "mlflow.pyfunc.model" => "python_function",
        _ when loaderModule.StartsWith("mlflow.", StringComparison.Ordinal) => loaderModule["mlflow.".Length..],
        _ => "python_function",
    };
}
