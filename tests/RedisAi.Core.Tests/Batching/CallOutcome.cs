namespace RedisAi.Tests.Batching;

/// <summary>How a call has ended.</summary>
internal enum CallOutcome
{
    Answered,

    /// <summary>The model failed.</summary>
    Failed,

    /// <summary>Its state in the store did not fit.</summary>
    Mismatch,

    /// <summary>The next states did not fit into the store.</summary>
    Full,

    Cancelled,

    TimedOut,

    Refused,
}
