namespace RedisAi.Importers.XGBoost;

/// <summary>Finds out of what kind a model is.</summary>
internal static class XgbKinds
{
    /// <summary>The attribute in which scikit-learn's wrappers keep what they are.</summary>
    public const string Attribute = "scikit_learn";

    /// <summary>What MLflow says, or else the attributes that scikit-learn's wrappers leave in the file.</summary>
    /// <param name="modelClass">MLflow's <c>model_class</c>; null where nobody says.</param>
    /// <param name="attributes">The attributes in the file.</param>
    /// <exception cref="ModelLoadException">The class is none of XGBoost's.</exception>
    public static XgbKind Of(string? modelClass, IReadOnlyDictionary<string, string> attributes) => modelClass?.Split('.')[^1] switch
    {
        null or "" => OfAttributes(attributes),
        "Booster" => XgbKind.Booster,
        "XGBClassifier" or "XGBRFClassifier" => XgbKind.Classifier,
        "XGBRegressor" or "XGBRFRegressor" or "XGBRanker" or "XGBModel" => XgbKind.Regressor,
        _ => throw new ModelLoadException($"The model_class '{modelClass}' is none of XGBoost's."),
    };

    private static XgbKind OfAttributes(IReadOnlyDictionary<string, string> attributes)
    {
        if (!attributes.TryGetValue(Attribute, out string? text))
        {
            return XgbKind.Booster;
        }

        // Newer files say the kind alone; older ones all parameters, which may have NaN, so that this is no JSON. Either has the kind as a text.
        return text.Contains("\"classifier\"", StringComparison.Ordinal) ? XgbKind.Classifier : XgbKind.Regressor;
    }
}
