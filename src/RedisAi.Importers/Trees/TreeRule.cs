namespace RedisAi.Importers.Trees;

/// <summary>When a value takes a node's true branch.</summary>
internal enum TreeRule : byte
{
    /// <summary>Below the threshold, as XGBoost compares.</summary>
    LessThan,

    /// <summary>At most the threshold, as LightGBM and scikit-learn compare.</summary>
    LessOrEqual,
}
