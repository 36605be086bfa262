namespace RedisAi.Batching;

/// <summary>How a runner comes that has been claimed.</summary>
internal enum RunnerStart
{
    /// <summary>None has been claimed.</summary>
    None,

    /// <summary>The caller's own thread is the runner.</summary>
    Here,

    /// <summary>By a thread of the thread pool.</summary>
    ByPool,

    /// <summary>By a thread of the engine's own.</summary>
    ByOwnThread,
}
