namespace RedisAi;

/// <summary>The engine refuses a call because it could not be answered in time.</summary>
public sealed class EngineOverloadedException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="retryAfter">The predicted wait.</param>
    public EngineOverloadedException(TimeSpan retryAfter)
        : base($"The engine is overloaded; try again in {retryAfter.TotalMilliseconds:F0} ms.") => RetryAfter = retryAfter;

    /// <summary>Creates an error with a sentence of its own.</summary>
    /// <param name="retryAfter">The predicted wait.</param>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What refused the call.</param>
    public EngineOverloadedException(TimeSpan retryAfter, string message, Exception innerException)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>Gets the predicted wait until a call like this one would be accepted.</summary>
    public TimeSpan RetryAfter { get; }
}
