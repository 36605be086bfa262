namespace RedisAi.Execution;

/// <summary>Why a run was asked to stop.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The caller's token was cancelled.</summary>
    Cancelled,

    /// <summary>The call's time was over.</summary>
    TimedOut,

    /// <summary>The engine is being disposed and would not wait longer.</summary>
    Shutdown,
}
