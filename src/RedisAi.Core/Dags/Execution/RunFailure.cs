namespace RedisAi.Dags.Execution;

/// <summary>What a run of a plan ends with when a node has failed.</summary>
internal static class RunFailure
{
    /// <param name="plan">The name of the plan.</param>
    /// <param name="failure">The first failure.</param>
    public static Exception Explain(string plan, NodeFailure failure) =>
        failure.IsLate ? new TimeoutException($"The plan '{plan}' could not be done in time: its node '{failure.Node}' took too long. {failure.Error.Message}", failure.Error)
        : failure.Refusal is { } refusal
            ? new EngineOverloadedException(refusal.RetryAfter, $"The node '{failure.Node}' of the plan '{plan}' was refused: {failure.Error.Message}", failure.Error)
        : new DagExecutionException(plan, failure.Node, failure.Error);
}
