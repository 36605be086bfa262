namespace RedisAi.Importers.Sklearn;

/// <summary>What a model gives: a transformer a table, an estimator some of the others. What nobody takes is left out of the graph.</summary>
internal sealed record SklearnAnswer
{
    /// <summary>What <c>transform</c> gives.</summary>
    public SklearnTable? Transformed { get; init; }

    /// <summary>What <c>predict</c> of a classifier or a clustering gives, [rows]: whole numbers or texts.</summary>
    public SklearnValue? Label { get; init; }

    /// <summary>What <c>predict_proba</c> gives, [rows, classes].</summary>
    public SklearnValue? Probabilities { get; init; }

    /// <summary>What <c>predict_log_proba</c> gives, [rows, classes], where it is more than the logarithm of the probabilities: those of far rows are too small for that.</summary>
    public SklearnValue? LogProbabilities { get; init; }

    /// <summary>Whether the class has no <c>predict_log_proba</c>, though it has probabilities.</summary>
    public bool LacksLogProbabilities { get; init; }

    /// <summary>What <c>predict_joint_log_proba</c> of naive Bayes gives, [rows, classes].</summary>
    public SklearnValue? JointLogProbabilities { get; init; }

    /// <summary>What <c>decision_function</c> gives: [rows] for two classes, else [rows, classes].</summary>
    public SklearnValue? Scores { get; init; }

    /// <summary>What <c>score_samples</c> of a forest that finds outliers gives, [rows]: scores without the offset.</summary>
    public SklearnValue? SampleScores { get; init; }

    /// <summary>What <c>predict</c> of a regressor gives: [rows], or [rows, targets] for several.</summary>
    public SklearnValue? Prediction { get; init; }

    public static SklearnAnswer OfTable(SklearnTable table) => new() { Transformed = table };
}
