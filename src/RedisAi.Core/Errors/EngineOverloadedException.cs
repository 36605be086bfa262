namespace RedisAi;

/// <summary>The engine refuses a call because it could not be answered in time.</summary>
public sealed class EngineOverloadedException : RedisAiException
{
    /// <summary>Who is told to try again at once would only be refused again.</summary>
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(1);

    /// <summary>Creates an error.</summary>
    /// <param name="retryAfter">The predicted wait.</param>
    public EngineOverloadedException(TimeSpan retryAfter)
        : base($"The engine is overloaded; try again in {AtLeast(retryAfter).TotalMilliseconds:F0} ms.") => RetryAfter = AtLeast(retryAfter);

    /// <summary>Creates an error with a sentence of its own.</summary>
    /// <param name="retryAfter">The predicted wait.</param>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What refused the call.</param>
    public EngineOverloadedException(TimeSpan retryAfter, string message, Exception innerException)
        : base(message, innerException) => RetryAfter = AtLeast(retryAfter);

    /// <summary>Gets the predicted wait until a call like this one would be accepted; 1 ms or more.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>The wait that is told: never none.</summary>
    internal static TimeSpan AtLeast(TimeSpan retryAfter) => retryAfter < s_least ? s_least : retryAfter;
}
