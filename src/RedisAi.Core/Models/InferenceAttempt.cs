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
        RetryAfter = retryAfter;
    }

    /// <summary>Gets whether the call was accepted and answered.</summary>
    public bool Accepted { get; }

    /// <summary>Gets the predicted wait until a call like this one would be accepted; zero when it was.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>Gets the outputs, to be disposed by the caller.</summary>
    /// <exception cref="InvalidOperationException">The call was not accepted.</exception>
    public ModelResult Result => Accepted ? _result : throw new InvalidOperationException("The call was not accepted: look at Accepted first.");

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
