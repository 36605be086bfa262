namespace RedisAi.MLflow.Scoring;

/// <summary>In which form the body of a request is.</summary>
internal enum BodyFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>Comma-separated values.</summary>
    Csv,
}
