namespace RedisAi.MLflow.Deployments;

/// <summary>What MLflow calls that which a backend runs.</summary>
internal static class BackendFlavors
{
    public static string Of(string backend) => backend.ToUpperInvariant() switch
    {
        "ONNX" => "onnx",
        "TORCH" => "pytorch",
        _ => backend.ToLowerInvariant(),
    };
}
