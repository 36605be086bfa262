namespace RedisAi.Batching;

/// <summary>Whether a caller's thread may run what waits.</summary>
internal enum CallerThread
{
    /// <summary>It goes on at once.</summary>
    Free,

    /// <summary>It may run the call if nothing else waits or runs.</summary>
    RunsWhenIdle,

    /// <summary>It has to wait for the call anyway.</summary>
    Blocked,
}
