using RedisAi.Simulation.Costs;
using RedisAi.Simulation.Model;
using RedisAi.Simulation.Randomness;
using RedisAi.Simulation.Reporting;
using RedisAi.Simulation.Scenarios;

namespace RedisAi.Simulation.Capacity;

/// <summary>A deployment in closed form: rates of commands from rates of steps, use from rates and what commands cost. No queues, no failures.</summary>
internal static class CapacityModel
{
    /// <summary>More than this of a resource, and queues and failures have no room.</summary>
    public const double Comfortable = 0.7;

    public static CapacityEstimate Of(Scenario scenario, Measurements measurements)
    {
        Demand demand = DemandOf(scenario, measurements);
        double[] commands = CommandsOf(scenario, demand);
        (double threads, double shared) = ThreadsOf(scenario, measurements.Store, commands);
        (double links, double sharedLink) = LinksOf(scenario, commands);
        return new CapacityEstimate
        {
            StepsPerSecond = demand.Steps,
            Held = demand.Held,
            CommandsPerSecond = commands,
            ShardsBusy = (threads + shared) / scenario.Shards,
            Uses =
            [
                new Use(Use.Cores, CoresOf(scenario, measurements, demand, commands)),
                new Use(Use.Threads, (threads / scenario.Shards) + shared),
                new Use(Use.Links, (links / scenario.Shards) + sharedLink),
                new Use(Use.Connections, ConnectionsOf(scenario, measurements, commands)),
            ],
        };
    }

    /// <summary>The most sessions that leave each resource comfortable, all else alike.</summary>
    public static double MostSessions(Scenario scenario, Measurements measurements)
    {
        (double few, double many) = (0, 1e9);
        for (int i = 0; i < 60 && many - few > 1; i++)
        {
            double sessions = Math.Floor((few + many) / 2);
            bool fits = sessions >= 1 && Of(scenario with { Sessions = (int)sessions }, measurements).First.Share <= Comfortable;
            (few, many) = fits ? (sessions, many) : (few, sessions);
        }

        return few;
    }

    private static Demand DemandOf(Scenario scenario, Measurements measurements)
    {
        double answer = measurements.Step.Of(1) + (scenario.Writes == WriteMode.Through ? scenario.RoundTripSeconds : 0);
        double elsewhere = (1 - scenario.HintAccuracy) * (scenario.Processes - 1) / scenario.Processes;
        Demand all = default;
        foreach ((int sessions, double share) in new Popularity(scenario.Sessions, scenario.ZipfExponent).Groups())
        {
            // While one step of a session is under way, there is no other.
            double rate = 1 / ((scenario.ThinkSeconds / (scenario.Sessions * share)) + answer);
            double idle = Math.Exp(-rate * scenario.IdleRelease);
            double writes = scenario.Writes == WriteMode.Through ? rate : (1 - Math.Exp(-rate * Writer.PeriodOf(scenario))) / Writer.PeriodOf(scenario);
            all += new Demand(sessions * rate, sessions * (1 - idle), sessions * rate * idle, sessions * rate * (1 - idle) * elsewhere, sessions * writes);
        }

        return all;
    }

    private static double[] CommandsOf(Scenario scenario, in Demand demand)
    {
        double[] commands = new double[Enum.GetValues<JobKind>().Length];
        double fitting = Math.Min(demand.Held, (double)scenario.Processes * scenario.LocalBytes / scenario.StateBytes);
        double renewed = scenario.Leases == LeaseScope.Session ? fitting : scenario.Processes * scenario.Shards;
        commands[(int)(scenario.Writes == WriteMode.Through ? JobKind.Write : JobKind.Flush)] = demand.Writes;
        commands[(int)JobKind.Take] = demand.FirstTakes + demand.Moves;
        commands[(int)JobKind.IdleRelease] = demand.FirstTakes;
        commands[(int)JobKind.Renew] = renewed * Leases.RenewalsPerLease / scenario.LeaseSeconds;
        commands[(int)JobKind.Swap] = (demand.Steps - demand.FirstTakes - demand.Moves) * (1 - (fitting / demand.Held));
        commands[(int)JobKind.SharedWrite] = scenario.SharedWritesPerSecond;
        commands[(int)JobKind.SharedRead] = scenario.SharedWritesPerSecond * scenario.Processes;
        (commands[(int)JobKind.Refusal], commands[(int)JobKind.HandOver]) = (demand.Moves, demand.Moves);
        return commands;
    }

    /// <summary>How often a shard turns to a connection: once for each command, but for those that come together; without those of tensors that all have cached.</summary>
    private static double TurnsOf(Scenario scenario, double[] commands)
    {
        double holdings = (double)scenario.Processes * scenario.Shards;
        double flushed = commands[(int)JobKind.Flush] * Writer.PeriodOf(scenario) / holdings;
        double together = commands[(int)JobKind.Flush] + commands[(int)JobKind.Renew] + commands[(int)JobKind.IdleRelease];
        double flushes = holdings / Writer.PeriodOf(scenario) * (1 - Math.Exp(-flushed));
        double renewals = Math.Min(commands[(int)JobKind.Renew], holdings * Leases.RenewalsPerLease / scenario.LeaseSeconds);
        double ofShared = commands[(int)JobKind.SharedWrite] + commands[(int)JobKind.SharedRead];
        return commands.Sum() - ofShared - together + flushes + renewals;
    }

    /// <summary>Seconds of work in each second: of all shards together, and of the one that has the tensors which all have cached.</summary>
    private static (double All, double Shared) ThreadsOf(Scenario scenario, StoreCosts costs, double[] commands)
    {
        double seconds = costs.Turn.Of(1, 0) * TurnsOf(scenario, commands);
        double shared = 0;
        for (int kind = 0; kind < commands.Length; kind++)
        {
            double each = StoreTraffic.SecondsOf((JobKind)kind, 1, BytesOf(scenario, (JobKind)kind), scenario, costs);
            bool isShared = IsShared((JobKind)kind);
            seconds += isShared ? 0 : commands[kind] * each;
            shared += isShared ? commands[kind] * (each + costs.Turn.Of(1, 0)) : 0;
        }

        // In a cluster all shards hear every notice.
        return (seconds + (NoticesOf(commands) * (scenario.Shards - 1) * costs.Notice.Of(1, 0)), shared);
    }

    /// <summary>The same of the network.</summary>
    private static (double All, double Shared) LinksOf(Scenario scenario, double[] commands)
    {
        double bytes = NoticesOf(commands) * (scenario.Shards - 1) * StoreTraffic.OverheadBytes;
        double shared = 0;
        for (int kind = 0; kind < commands.Length; kind++)
        {
            double traffic = commands[kind] * StoreTraffic.TrafficOf((JobKind)kind, 1, BytesOf(scenario, (JobKind)kind), scenario.Replicas);
            bytes += IsShared((JobKind)kind) ? 0 : traffic;
            shared += IsShared((JobKind)kind) ? traffic : 0;
        }

        return (bytes / scenario.LinkBytesPerSecond, shared / scenario.LinkBytesPerSecond);
    }

    private static double ConnectionsOf(Scenario scenario, Measurements measurements, double[] commands) => scenario.WaitsForReplica
        ? (commands[(int)JobKind.Write] + commands[(int)JobKind.Flush] + commands[(int)JobKind.Take]) / scenario.Processes / scenario.Shards * ((measurements.ReplicaMicroseconds * 1e-6) + scenario.RoundTripSeconds)
        : 0;

    /// <summary>With full runs: the more there is to do, the fuller they are.</summary>
    private static double CoresOf(Scenario scenario, Measurements measurements, in Demand demand, double[] commands)
    {
        double step = measurements.Step.Of(scenario.BatchSize) / scenario.BatchSize;
        double sent = commands[(int)JobKind.Flush] + commands[(int)JobKind.Write] + commands[(int)JobKind.Renew];
        return ((demand.Steps * step) + (sent * measurements.ClientMicroseconds * 1e-6)) / scenario.Processes / scenario.Cores;
    }

    private static double NoticesOf(double[] commands) => commands[(int)JobKind.Refusal] + commands[(int)JobKind.HandOver];

    private static bool IsShared(JobKind kind) => kind is JobKind.SharedWrite or JobKind.SharedRead;

    private static int BytesOf(Scenario scenario, JobKind kind) =>
        kind is JobKind.Write or JobKind.Flush or JobKind.Take or JobKind.Swap or JobKind.SharedWrite or JobKind.SharedRead ? scenario.StateBytes : 0;
}
