namespace RedisAi.Importers.XGBoost;

/// <summary>What of XGBoost's Python package a model is of, which decides what <c>predict</c> means.</summary>
internal enum XgbKind
{
    /// <summary>A Booster: the prediction of all rounds.</summary>
    Booster,

    /// <summary>A regressor or ranker of scikit-learn's manner: the prediction of the rounds up to the best.</summary>
    Regressor,

    /// <summary>A classifier of scikit-learn's manner: labels and probabilities, likewise.</summary>
    Classifier,
}
