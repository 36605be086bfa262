namespace RedisAi.Importers.XGBoost;

/// <summary>How a prediction comes from the sum of trees.</summary>
internal enum XgbAnswer
{
    /// <summary>It is the sum.</summary>
    Sum,

    /// <summary>The sum as a probability.</summary>
    Sigmoid,

    /// <summary>1 for sums above 0, else 0.</summary>
    Sign,

    /// <summary>The sum's exponential.</summary>
    Exponential,

    /// <summary>The sums of all classes as probabilities.</summary>
    Softmax,

    /// <summary>The number of the class with the largest sum.</summary>
    Largest,
}
