namespace RedisAi.Importers.XGBoost;

/// <summary>What base_score is.</summary>
internal enum XgbBase
{
    /// <summary>A sum, as that of trees.</summary>
    Same,

    /// <summary>A probability, whose logit is the sum.</summary>
    Logit,

    /// <summary>A positive number, whose logarithm is the sum.</summary>
    Log,
}
