namespace RedisAi.Batching;

/// <summary>What came of asking for a session's turn.</summary>
internal enum TurnOutcome
{
    /// <summary>The call has it.</summary>
    Taken,

    /// <summary>The call waits for it.</summary>
    Waiting,

    /// <summary>The session has ended: look for another object.</summary>
    Ended,
}
