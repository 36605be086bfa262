namespace RedisAi.Simulation.Scenarios;

/// <summary>The scenarios of docs/scale.md: ten processes around one Redis, and a thousand with ten million sessions.</summary>
internal static class ScenarioBook
{
    /// <summary>The library as it is by default, with as many shards as that needs.</summary>
    private static readonly Scenario s_default = new() { Name = "default", About = "write-behind, leases of 10 s, hints", Shards = 24 };

    /// <summary>The same, set up for so many sessions: those that think for long give their leases up.</summary>
    private static readonly Scenario s_tuned = new()
    {
        Name = "tuned",
        About = "leases of 30 s, given up after 60 s",
        Shards = 16,
        LeaseSeconds = 30,
        IdleRelease = 60,
        SessionTimeout = 35,
    };

    /// <summary>Ten processes around one Redis without a cluster.</summary>
    private static readonly Scenario s_one = new() { Name = "one-redis", About = "10 processes, one Redis, 500,000 sessions", Processes = 10, Sessions = 500_000, Shards = 1 };

    public static IReadOnlyList<Scenario> All { get; } =
    [
        s_one,
        s_one with { Name = "one-through", About = "the same with write-through", Writes = WriteMode.Through },
        s_one with { Name = "one-replicas", About = "the same with WAIT for a replica", Writes = WriteMode.Through, WaitsForReplica = true },
        s_one with { Name = "one-voice", About = "4,000 voices with a window each 32 ms", Sessions = 4_000, ThinkSeconds = 0.032 },
        s_default,
        s_default with { Name = "default-16", About = "the same on fewer masters", Shards = 16 },
        s_tuned,
        s_tuned with { Name = "long-interval", About = "a write interval of 1 s", WriteInterval = 1 },
        s_tuned with { Name = "owner-leases", About = "one renewal for each process and master (not built)", Shards = 8, Leases = LeaseScope.Process, LeaseSeconds = 10, IdleRelease = 300, SessionTimeout = 12 },
        s_tuned with { Name = "through", About = "write-through", Writes = WriteMode.Through },
        s_tuned with { Name = "replicas", About = "write-through, WAIT for a replica", Writes = WriteMode.Through, WaitsForReplica = true },
        s_tuned with { Name = "stale-hints", About = "a tenth of the calls goes anywhere", HintAccuracy = 0.9 },
        s_tuned with { Name = "no-hints", About = "all calls go anywhere", HintAccuracy = 0 },
        s_tuned with { Name = "large-states", About = "2 M sessions with states of 64 KiB", Sessions = 2_000_000, StateBytes = 64 * 1024 },
        s_tuned with { Name = "hot", About = "sessions by Zipf, s = 1", ZipfExponent = 1 },
        s_tuned with { Name = "shared-tensors", About = "50 writes a second of a tensor that all have cached", SharedWritesPerSecond = 50 },
        s_tuned with { Name = "crash", About = "one process dies", Seconds = 50, Failures = [new Failure(FailureKind.Crash, 10)] },
        s_tuned with { Name = "rack", About = "50 processes die at once", Seconds = 50, Failures = [new Failure(FailureKind.Crash, 10, Count: 50)] },
        s_tuned with { Name = "rack-through", About = "the same with write-through", Writes = WriteMode.Through, Seconds = 50, Failures = [new Failure(FailureKind.Crash, 10, Count: 50)] },
        s_tuned with { Name = "blackout", About = "all processes die at once", Seconds = 60, Failures = [new Failure(FailureKind.Crash, 10, Count: 1000)] },
        s_tuned with { Name = "failover", About = "a master is away for 5 s", Failures = [new Failure(FailureKind.Failover, 10, Seconds: 5)] },
        s_tuned with { Name = "failover-through", About = "the same with write-through", Writes = WriteMode.Through, Failures = [new Failure(FailureKind.Failover, 10, Seconds: 5)] },
        s_tuned with { Name = "failover-20", About = "a master is away for 20 s", Seconds = 45, Failures = [new Failure(FailureKind.Failover, 10, Seconds: 20)] },
        s_tuned with { Name = "deploy", About = "all processes restart, 50 at a time", Seconds = 120, Failures = [new Failure(FailureKind.Deploy, 10, Count: 50)] },
        s_tuned with { Name = "slow-network", About = "50 ms to a master for 10 s, write-through", Writes = WriteMode.Through, Failures = [new Failure(FailureKind.SlowNetwork, 10, Seconds: 10, RoundTripSeconds: 0.05)] },
    ];

    /// <summary>Those whose name is asked for, all when none is.</summary>
    public static IReadOnlyList<Scenario> Named(IReadOnlyCollection<string> names)
    {
        foreach (string unknown in names.Where(static name => All.All(scenario => scenario.Name != name)))
        {
            throw new ArgumentException($"There is no scenario '{unknown}'; there are {string.Join(", ", All.Select(static scenario => scenario.Name))}.", nameof(names));
        }

        return names.Count == 0 ? All : [.. All.Where(scenario => names.Contains(scenario.Name))];
    }
}
