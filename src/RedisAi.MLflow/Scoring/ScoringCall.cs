namespace RedisAi.MLflow.Scoring;

/// <summary>A request that was read and is being answered.</summary>
/// <param name="Attempt">What the engine makes of it.</param>
/// <param name="IsUnwrapped">Whether the request had no word for its inputs.</param>
internal readonly record struct ScoringCall(ValueTask<InferenceAttempt> Attempt, bool IsUnwrapped);
