using RedisAi.Samples.Digits.Pictures;

namespace RedisAi.Samples.Digits.Models;

/// <summary>The models that there are.</summary>
internal static class ModelFiles
{
    /// <summary>Those that come with the sample; all of them are there.</summary>
    public static IReadOnlyList<ModelFile> Own(string folder) =>
    [
        new("scikit-learn", Path.Combine(folder, "scikit-learn.skops")),
        new("XGBoost", Path.Combine(folder, "xgboost.ubj")),
        new("LightGBM", Path.Combine(folder, "lightgbm.txt")),
        new("ONNX", Path.Combine(folder, "onnx.onnx"), PictureSet.Black),
        new("TorchScript", Path.Combine(folder, "torchscript.pt"), PictureSet.Black) { TakesImages = true },
        new("torch.export", Path.Combine(folder, "torch-export.pt2"), PictureSet.Black),
        new("TensorFlow Lite", Path.Combine(folder, "tensorflow-lite.tflite"), PictureSet.Black),
    ];

    /// <summary>Those of a folder with real models, a folder each; what is not there is left out.</summary>
    public static IReadOnlyList<ModelFile> In(string folder)
    {
        ModelFile[] known =
        [
            new("scikit-learn forest", "sklearn-forest/mlflow/model.skops"),
            new("scikit-learn pipeline", "sklearn-pipeline/mlflow/model.skops"),
            new("XGBoost", "xgboost-multiclass/mlflow/model.ubj"),
            new("LightGBM, skops", "lightgbm-multiclass/mlflow/model.skops"),
            new("LightGBM, text", "lightgbm-booster-text/mlflow/model.lgb"),
            new("ONNX", "torch-digits-cnn/model.onnx", PictureSet.Black),
            new("TorchScript", "torch-digits-cnn/scripted.pt", PictureSet.Black) { TakesImages = true },
            new("torch.export", "torch-digits-cnn/model.pt2", PictureSet.Black),
            new("TensorFlow Lite", "tf-digits-cnn/model.tflite", PictureSet.Black),
            new("Hummingbird", "hummingbird-forest/traced.pt"),
        ];
        return [.. known.Select(file => file with { Path = Path.Combine(folder, file.Path) }).Where(static file => File.Exists(file.Path))];
    }
}
