namespace RedisAi;

/// <summary>The engine refuses a call because it could not be answered in time.</summary>
public sealed class EngineOverloadedException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="retryAfter">The predicted wait.</param>
    public EngineOverloadedException(TimeSpan retryAfter)
        : base($"The engine is overloaded; try again in {retryAfter.TotalMilliseconds:F0} ms.") => RetryAfter = retryAfter;

    /// <summary>Gets the predicted wait until a call like this one would be accepted.</summary>
    public TimeSpan RetryAfter { get; }
}
