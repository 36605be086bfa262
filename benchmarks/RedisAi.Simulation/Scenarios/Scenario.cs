namespace RedisAi.Simulation.Scenarios;

/// <summary>A deployment, who uses it, and what fails. The defaults are those of the library, and a service of a thousand processes.</summary>
internal sealed record Scenario
{
    public required string Name { get; init; }

    public string About { get; init; } = "";

    public int Processes { get; init; } = 1000;

    /// <summary>Gets the cores of each process.</summary>
    public int Cores { get; init; } = 4;

    public int Sessions { get; init; } = 10_000_000;

    /// <summary>Gets the mean time from an answer to the next step of a session, in seconds; any time alike.</summary>
    public double ThinkSeconds { get; init; } = 30;

    /// <summary>Gets how unlike sessions are: 0 for all alike, 1 for a few that speak all the time.</summary>
    public double ZipfExponent { get; init; }

    public int StateBytes { get; init; } = 1024;

    /// <summary>Gets the masters of the store.</summary>
    public int Shards { get; init; } = 10;

    /// <summary>Gets the replicas of each master.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Gets whether a write waits for one of them.</summary>
    public bool WaitsForReplica { get; init; }

    /// <summary>Gets by how much replicas are behind.</summary>
    public double ReplicaLagSeconds { get; init; } = 0.001;

    /// <summary>Gets the round trip between a process and a shard.</summary>
    public double RoundTripSeconds { get; init; } = 0.0002;

    /// <summary>Gets what a shard's network carries, both ways together: 10 Gbit/s.</summary>
    public double LinkBytesPerSecond { get; init; } = 1.25e9;

    /// <summary>Gets how much the time of one command varies: its deviation / its mean, from 0 to 1.</summary>
    public double ServiceVariation { get; init; } = 0.3;

    public WriteMode Writes { get; init; }

    public double WriteInterval { get; init; } = 0.1;

    public LeaseScope Leases { get; init; }

    public double LeaseSeconds { get; init; } = 10;

    /// <summary>Gets after how long a session that nobody uses is given up.</summary>
    public double IdleRelease { get; init; } = 300;

    /// <summary>Gets how long a call may take.</summary>
    public double SessionTimeout { get; init; } = 10;

    /// <summary>Gets the share of the calls that the balancer sends to the owner of their session; the others go anywhere.</summary>
    public double HintAccuracy { get; init; } = 1;

    /// <summary>Gets the memory of a process for states; with more than fit, one is given up for each that is taken.</summary>
    public long LocalBytes { get; init; } = 1L << 30;

    /// <summary>Gets the most rows of a run.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Gets the writes of tensors that every process has in its cache, per second.</summary>
    public double SharedWritesPerSecond { get; init; }

    /// <summary>Gets how long a process takes to be there again.</summary>
    public double RestartSeconds { get; init; } = 5;

    /// <summary>Gets how long things go on before counting begins.</summary>
    public double WarmUpSeconds { get; init; } = 5;

    /// <summary>Gets for how long is counted.</summary>
    public double Seconds { get; init; } = 30;

    public IReadOnlyList<Failure> Failures { get; init; } = [];

    public ulong Seed { get; init; } = 1;

    /// <summary>The same on a smaller scale: each process and each shard has as much to do as before.</summary>
    public Scenario ScaledTo(int processes)
    {
        double factor = (double)processes / Processes;
        return this with
        {
            Processes = processes,
            Sessions = (int)(Sessions * factor),
            Shards = Math.Max(1, (int)Math.Round(Shards * factor)),
            Failures = [.. Failures.Select(failure => failure.Kind is FailureKind.Crash or FailureKind.Deploy
                ? failure with { Count = Math.Max(1, (int)(failure.Count * factor)) }
                : failure)],
        };
    }
}
