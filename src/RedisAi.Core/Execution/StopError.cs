namespace RedisAi.Execution;

/// <summary>What a call ends with that was stopped.</summary>
internal static class StopError
{
    /// <summary>Makes the exception.</summary>
    /// <param name="name">What was called.</param>
    /// <param name="reason">Why it was stopped; not <see cref="StopReason.None"/>.</param>
    /// <param name="timeout">How long the call might have taken.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="failure">What the runtime said, if the call ran.</param>
    /// <param name="unstoppable">A sentence about a run that did not stop soon, after a space; or empty.</param>
    public static Exception Create(string name, StopReason reason, TimeSpan timeout, CancellationToken cancellationToken, Exception? failure = null, string unstoppable = "") =>
        reason switch
        {
            StopReason.Cancelled => new OperationCanceledException($"The call of {name} was cancelled.{unstoppable}", failure, cancellationToken),
            StopReason.TimedOut => new TimeoutException($"The call of {name} was not done within {timeout.TotalMilliseconds:F0} ms.{unstoppable}", failure),
            _ => new ObjectDisposedException($"The engine was disposed while {name} was running.{unstoppable}", failure),
        };
}
