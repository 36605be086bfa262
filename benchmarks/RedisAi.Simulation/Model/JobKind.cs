namespace RedisAi.Simulation.Model;

/// <summary>What is asked of a shard.</summary>
internal enum JobKind : byte
{
    /// <summary>The state of one step, which waits for it.</summary>
    Write,

    /// <summary>The states of an interval.</summary>
    Flush,

    /// <summary>A lease, and the state with it.</summary>
    Take,

    /// <summary>A lease that another has, dead or alive, who is told of the wish.</summary>
    Refusal,

    /// <summary>The owner writes the session's state, gives the lease up and tells who has asked.</summary>
    HandOver,

    /// <summary>Leases are prolonged.</summary>
    Renew,

    /// <summary>Leases are given up, of a process that ends.</summary>
    Release,

    /// <summary>Leases are given up that were idle for too long.</summary>
    IdleRelease,

    /// <summary>One lease is given up for want of memory, and another one taken.</summary>
    Swap,

    /// <summary>A tensor that all have in their caches is written, and all are told.</summary>
    SharedWrite,

    /// <summary>All read it again.</summary>
    SharedRead,
}
