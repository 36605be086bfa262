namespace RedisAi;

/// <summary>The answer to a call, or how long to wait before trying again.</summary>
public readonly struct InferenceAttempt : IEquatable<InferenceAttempt>
{
    private readonly ModelResult _result;

    internal InferenceAttempt(ModelResult result)
    {
        _result = result;
        Accepted = true;
    }

    internal InferenceAttempt(TimeSpan retryAfter)
    {
        _result = default;
        RetryAfter = EngineOverloadedException.AtLeast(retryAfter);
    }

    /// <summary>Gets whether the call was accepted and answered.</summary>
    public bool Accepted { get; }

    /// <summary>Gets the predicted wait until a call like this one would be accepted, 1 ms or more; zero when it was.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>Gets the outputs, to be disposed by the caller.</summary>
    /// <exception cref="InvalidOperationException">The call was not accepted.</exception>
    public ModelResult Result => Accepted ? _result : throw new InvalidOperationException("The call was not accepted: look at Accepted first.");

    /// <summary>A call that was answered; for implementations of <see cref="IModel"/> other than the engine's.</summary>
    /// <param name="result">The outputs, to be disposed by whoever gets the attempt.</param>
    public static InferenceAttempt FromResult(ModelResult result) => new(result);

    /// <summary>A call that was refused; for implementations of <see cref="IModel"/> other than the engine's.</summary>
    /// <param name="retryAfter">The predicted wait; less than 1 ms counts as 1 ms.</param>
    public static InferenceAttempt Refused(TimeSpan retryAfter) => new(retryAfter);

    /// <inheritdoc/>
    public bool Equals(InferenceAttempt other) => Accepted == other.Accepted && RetryAfter == other.RetryAfter && _result.Equals(other._result);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InferenceAttempt other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Accepted, RetryAfter, _result);

    /// <summary>Compares two attempts.</summary>
    /// <param name="left">One attempt.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(InferenceAttempt left, InferenceAttempt right) => left.Equals(right);

    /// <summary>Compares two attempts.</summary>
    /// <param name="left">One attempt.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(InferenceAttempt left, InferenceAttempt right) => !left.Equals(right);
}
