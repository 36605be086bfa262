using System.Globalization;

namespace RedisAi.Importers.LightGBM;

/// <summary>What a model was trained for, as far as its answers depend on it.</summary>
/// <param name="Name">As LightGBM calls it; empty for one that the user wrote, whose sums stay as they are.</param>
/// <param name="Link">What becomes of the sums.</param>
/// <param name="Classes">How many classes the answer is about; 0 for one number.</param>
/// <param name="Steepness">The factor of the sigmoid.</param>
internal sealed record LightGbmObjective(string Name, LightGbmLink Link, int Classes = 0, double Steepness = 1)
{
    /// <summary>What a model has that does not say.</summary>
    public static LightGbmObjective Custom { get; } = new("", LightGbmLink.Identity);

    /// <summary>Reads the header's line, such as <c>multiclass num_class:3</c>.</summary>
    /// <exception cref="ModelLoadException">The objective is not known, or lacks a number.</exception>
    public static LightGbmObjective Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string name = words.Length > 0 ? words[0] : "";
        switch (name)
        {
            case "regression" or "regression_l2" or "l2" or "mean_squared_error" or "mse" or "l2_root" or "root_mean_squared_error" or "rmse":
            case "regression_l1" or "l1" or "mean_absolute_error" or "mae" or "fair" or "quantile" or "mape" or "mean_absolute_percentage_error":
                return new(name, words.Contains("sqrt") ? LightGbmLink.SignedSquare : LightGbmLink.Identity);

            // Huber's loss has no square root: LightGBM switches it off.
            case "huber" or "lambdarank" or "rank_xendcg" or "xendcg" or "xe_ndcg" or "xe_ndcg_mart" or "xendcg_mart":
                return new(name, LightGbmLink.Identity);
            case "poisson" or "gamma" or "tweedie":
                return new(name, LightGbmLink.Exp);
            case "binary":
                return new(name, LightGbmLink.Sigmoid, Steepness: SteepnessOf(words, text));
            case "cross_entropy" or "xentropy":
                return new(name, LightGbmLink.Sigmoid);
            case "cross_entropy_lambda" or "xentlambda":
                return new(name, LightGbmLink.LogOnePlusExp);
            case "multiclass" or "softmax":
                return new(name, LightGbmLink.Softmax, ClassesOf(words, text));
            case "multiclassova" or "multiclass_ova" or "ova" or "ovr":
                return new(name, LightGbmLink.Sigmoid, ClassesOf(words, text), SteepnessOf(words, text));
            case "custom" or "none" or "null" or "na":
                return Custom;
            default:
                throw new ModelLoadException($"LightGBM's objective '{name}' is not known here; known are those of LightGBM 4.");
        }
    }

    private static int ClassesOf(string[] words, string text) =>
        int.TryParse(ValueOf("num_class:", words), NumberStyles.None, CultureInfo.InvariantCulture, out int classes) && classes >= 2
            ? classes
            : throw new ModelLoadException($"The objective '{text}' lacks 'num_class:' with a number of at least 2.");

    private static double SteepnessOf(string[] words, string text) =>
        double.TryParse(ValueOf("sigmoid:", words), NumberStyles.Float, CultureInfo.InvariantCulture, out double steepness) && steepness > 0 && double.IsFinite(steepness)
            ? steepness
            : throw new ModelLoadException($"The objective '{text}' lacks 'sigmoid:' with a number above 0.");

    private static string? ValueOf(string key, string[] words) => Array.Find(words, word => word.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
}
