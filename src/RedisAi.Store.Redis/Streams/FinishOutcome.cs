namespace RedisAi.Store.Redis;

/// <summary>What became of the end of some messages.</summary>
internal enum FinishOutcome
{
    /// <summary>They are ended: states, position and outputs are there.</summary>
    Finished,

    /// <summary>Another process owns the session: nothing was done.</summary>
    SessionLost,

    /// <summary>Another consumer has the messages: nothing was done.</summary>
    Moved,

    /// <summary>All or some of them were ended before: nothing was done.</summary>
    Repeated,
}
