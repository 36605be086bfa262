using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Events;
using RedisAi.Simulation.Randomness;
using RedisAi.Simulation.Scenarios;
using RedisAi.Simulation.Statistics;

namespace RedisAi.Simulation.Model;

/// <summary>What all parts of a simulation share: the time, who there is, and what is counted.</summary>
internal sealed class World
{
    public World(Scenario scenario, Measurements measurements)
    {
        Scenario = scenario;
        Measurements = measurements;
        Random = new SeededRandom(scenario.Seed);
        RoundTripSeconds = scenario.RoundTripSeconds;
        Processes = [.. Enumerable.Range(0, scenario.Processes).Select(_ => new SimulatedProcess(scenario.Cores, scenario.Shards))];
        Shards = [.. Enumerable.Range(0, scenario.Shards).Select(_ => new Shard(scenario.LinkBytesPerSecond, scenario.ServiceVariation))];
        Sessions = new SessionTable(scenario.Sessions, scenario.Shards);
        Store = new StoreTraffic(this);
        Balancer = new Balancer(this);
        Idle = new IdleWheel(this);
        Leases = new Leases(this);
        Runs = new Runs(this);
        Writer = new Writer(this);
        Outages = new Outages(this);
    }

    public Scenario Scenario { get; }

    public Measurements Measurements { get; }

    public EventQueue Events { get; } = new();

    public SeededRandom Random { get; }

    public Tally Tally { get; } = new();

    public SimulatedProcess[] Processes { get; }

    public Shard[] Shards { get; }

    public SessionTable Sessions { get; }

    public Pool<Call> Calls { get; } = new();

    public StoreTraffic Store { get; }

    public Balancer Balancer { get; }

    public IdleWheel Idle { get; }

    public Leases Leases { get; }

    public Runs Runs { get; }

    public Writer Writer { get; }

    public Outages Outages { get; }

    /// <summary>Gets or sets what a round trip between a process and a shard takes now.</summary>
    public double RoundTripSeconds { get; set; }

    public double Now => Events.Now;

    /// <summary>Whether the process that a call was sent to has ended since.</summary>
    public bool IsStale(int process, int incarnation) => process < 0 || Processes[process].Incarnation != incarnation || !Processes[process].IsAlive;

    /// <summary>The process that owns a session and is alive; a former owner counts as none.</summary>
    public bool TryGetOwner(int session, out int owner)
    {
        owner = Sessions.Owner[session];
        return owner != SessionTable.Nobody
            && Processes[owner] is { IsAlive: true } process
            && (byte)process.Incarnation == Sessions.Incarnation[session]
            && !process.Holdings[Sessions.ShardOf(session)].IsReleased;
    }
}
