namespace RedisAi.Batching;

/// <summary>What a probe can find.</summary>
internal enum ProbeOutcome
{
    /// <summary>The model could not be run on inputs that were made up, or its answers showed nothing.</summary>
    NotPossible,

    /// <summary>Each row gave the same answer alone and among others.</summary>
    Confirmed,

    /// <summary>A row's answer depended on the rows beside it.</summary>
    Refuted,
}
