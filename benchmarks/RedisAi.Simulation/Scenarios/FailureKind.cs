namespace RedisAi.Simulation.Scenarios;

/// <summary>What fails.</summary>
internal enum FailureKind
{
    /// <summary>Processes die at once, and come back after <see cref="Scenario.RestartSeconds"/>.</summary>
    Crash,

    /// <summary>Shards do not answer until a replica has taken their place.</summary>
    Failover,

    /// <summary>The network takes longer.</summary>
    SlowNetwork,

    /// <summary>All processes restart, so many at a time; each writes what it has, gives its leases up and ends.</summary>
    Deploy,
}
