namespace RedisAi.MLflow.Deployments;

/// <summary>What MLflow calls that which a backend runs, and what it does with such models.</summary>
internal static class BackendFlavors
{
    private static readonly ScoringContract s_named = new(null, PredictionForm.Named);
    private static readonly ScoringContract s_plain = new(null, PredictionForm.NamedIfSeveral);

    public static string Of(string backend) => backend.ToUpperInvariant() switch
    {
        "ONNX" => "onnx",
        "TORCH" => "pytorch",
        _ => backend.ToLowerInvariant(),
    };

    /// <summary>How a model is scored of which nothing was noted.</summary>
    public static ScoringContract ContractOf(string backend) => Of(backend) == "pytorch" ? s_plain : s_named;
}
