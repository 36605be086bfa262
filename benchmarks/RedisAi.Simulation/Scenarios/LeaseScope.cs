namespace RedisAi.Simulation.Scenarios;

/// <summary>What a renewal prolongs.</summary>
internal enum LeaseScope
{
    /// <summary>The lease of one session.</summary>
    Session,

    /// <summary>Those of all sessions of one process on one shard, at once: leases name their owner, and it is the owner who is alive or not.</summary>
    Process,
}
