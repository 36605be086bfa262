namespace RedisAi.Batching;

/// <summary>What became of a call that was given to a queue.</summary>
internal enum Submission
{
    /// <summary>It waits, runs or has ended: the queue has it.</summary>
    Accepted,

    /// <summary>It waits, and the caller's thread is to run what waits: <see cref="CallQueue.RunHere"/>.</summary>
    RunHere,

    /// <summary>The queue is closed: the call is still the caller's.</summary>
    Closed,

    /// <summary>The session has ended meanwhile: the call is still the caller's, and belongs to a new one.</summary>
    SessionEnded,
}
