namespace RedisAi.MLflow;

/// <summary>What a scoring endpoint has to know of a model besides what the engine knows. Immutable.</summary>
/// <param name="Signature">What the model takes and gives, as it was logged; null when nothing was said of that: then the model's own declarations count.</param>
/// <param name="Predictions">How the outputs become predictions.</param>
public sealed record ScoringContract(MlflowSignature? Signature, PredictionForm Predictions)
{
    /// <summary>Gets the version of MLflow that the model was logged with, which a scoring endpoint of MLflow's would run; null when it is not known.</summary>
    public string? MlflowVersion { get; init; }

    /// <summary>Whether the model knows missing texts, the empty one standing for them, as one imported from scikit-learn does.</summary>
    internal bool TakesMissingTexts { get; init; }
}
