namespace RedisAi.Backends;

/// <summary>Tells pickles of Python, which are never opened, from models that nobody knows.</summary>
internal static class PickledModel
{
    /// <summary>Why they are refused, and what to do.</summary>
    public const string Refusal =
        "It is a pickle, which is never opened here: a pickle runs code of its own. Save the model as data: of PyTorch as TorchScript (torch.jit.save) or .pt2 (torch.export.save), " +
        "of scikit-learn as .skops (skops.io.dump), of XGBoost as .ubj (save_model), of LightGBM as text (save_model); the package RedisAi.Importers reads all of these but TorchScript. Or export it to ONNX.";

    private static readonly string[] s_extensions = [".pkl", ".pickle", ".joblib"];

    /// <summary>Whether a model that nobody recognizes is one: by its name, or by the number of its protocol, with which it begins.</summary>
    public static bool IsOne(ModelContent content)
    {
        string extension = Path.GetExtension(content.Path ?? "");
        return content.Head.Span is [0x80, >= 2 and <= 5, ..] || Array.Exists(s_extensions, known => known.Equals(extension, StringComparison.OrdinalIgnoreCase));
    }
}
