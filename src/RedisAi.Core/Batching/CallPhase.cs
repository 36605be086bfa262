namespace RedisAi.Batching;

/// <summary>Where a call is. Changes under the lock of its queue.</summary>
internal enum CallPhase
{
    /// <summary>In nobody's list: its inputs are being taken, or it has ended.</summary>
    Apart,

    /// <summary>Waits for an earlier call of its session.</summary>
    Parked,

    /// <summary>Has its session's turn, and waits until this process holds the session.</summary>
    Holding,

    /// <summary>Waits for a run.</summary>
    Queued,

    /// <summary>In a run.</summary>
    Running,
}
