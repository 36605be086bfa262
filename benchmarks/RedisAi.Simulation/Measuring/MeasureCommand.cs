using RedisAi.Simulation.Costs;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>Measures what Redis and its client cost on this machine; half a minute.</summary>
internal static class MeasureCommand
{
    private const int Connections = 32;
    private const int MemorySessions = 100_000;
    private const string Number = "1700000000000000";

    /// <summary>The step of a GRU of 256 units in this library, on the same machine: see docs/scale.md.</summary>
    private static readonly StepCost s_step = new(15.4, 4.6);

    public static Measurements Measure()
    {
        using TestServer server = TestServer.Start();
        using ConnectionMultiplexer connection = server.Connect();
        connection.GetServers()[0].Execute("CONFIG", "SET", "client-output-buffer-limit", "replica 0 0 0");
        StoreScripts scripts = new(connection);
        StateCosts states = new(connection);
        LeaseCosts leases = new(connection, scripts);
        Tell("states");
        CommandCost set = states.Set();
        CommandCost read = states.Read();
        leases.HoldAll();
        leases.WriteAll();
        CommandCost written = states.Write(scripts);
        Tell("leases");
        leases.WriteAll();
        CommandCost take = leases.Take(read.NanosecondsPerByte);
        leases.HoldAll();
        (CommandCost renewal, double client) = leases.Renewal();
        CommandCost together = leases.RenewalTogether();
        double mix = leases.Mix(new byte[1024]);
        CommandCost release = leases.Release();
        leases.HoldAll();
        using RawListener owner = new(server.Port);
        owner.Subscribe("ai-owner:" + Keys.Owner);
        CommandCost refusal = leases.Refusal();
        CommandCost notice = leases.Notice();
        Tell("streams");
        (CommandCost add, CommandCost readMessage, CommandCost finish) = new StreamCosts(connection, scripts).Measure();
        Tell("connections and memory");
        double turn = TurnOf(server);
        double roundTrip = Stopwatches.Pipelined(connection, 4_096, static i => new Request("GET", [Keys.Lease(i) + "x"]), depth: 1).Elapsed;
        double memory = MemoryOf(connection);
        Tell("invalidations and replicas");
        (CommandCost invalidation, CommandCost tracking) = InvalidationCosts.Measure(server, connection, scripts);
        (CommandCost replica, double wait) = ReplicaCosts.Measure(server, connection, set);
        return new Measurements
        {
            Machine = Machine.Describe(),
            Server = "redis-server " + ServerClock.Version(connection),
            Client = Machine.Client(),
            Store = new StoreCosts
            {
                Turn = new CommandCost(turn, 0),
                Set = set,
                Read = read,
                Write = written,
                Take = take,
                Refusal = refusal,
                Renewal = renewal,
                RenewalTogether = together,
                Release = release,
                Notice = notice,
                Tracking = tracking,
                Invalidation = invalidation,
                Replica = replica,
                StreamAdd = add,
                StreamRead = readMessage,
                StreamFinish = finish,
            },
            ClientMicroseconds = client,
            RoundTripMicroseconds = roundTrip,
            ReplicaMicroseconds = wait,
            BytesPerSession = memory,
            MixMicroseconds = mix,
            MixPredictedMicroseconds = 1e6 * ((0.3 * written.Of(1, 1024)) + (0.6 * renewal.Of(1, 0)) + (0.1 * take.Of(1, 1024))),
            Step = s_step,
            StepSource = "docs/performance.md, fast cores: 20 us alone, 5.1 us in runs of 31 rows",
        };
    }

    /// <summary>What a command takes that comes alone over one of many connections, beyond one among many on one.</summary>
    private static double TurnOf(TestServer server)
    {
        ConnectionMultiplexer[] connections = [.. Enumerable.Range(0, Connections).Select(_ => server.Connect())];
        static Request Get(int i) => new("GET", [Keys.Lease(i) + "x"]);
        double alone = Stopwatches.Alone(connections, 1_000, Get).Server;
        double many = Stopwatches.Pipelined(connections[0], 20_480, Get).Server;
        Array.ForEach(connections, static connection => connection.Dispose());
        return alone - many;
    }

    private static double MemoryOf(ConnectionMultiplexer connection)
    {
        byte[] state = new byte[1024];
        double before = ServerClock.MemoryBytes(connection);
        Stopwatches.Send(connection, 3 * MemorySessions / 256 * 256, i => (i % 3) switch
        {
            0 => new Request("SET", [$"ai:{{memory:{i / 3}}}/gru/h", state]),
            1 => new Request("SADD", [$"ai-states:{{memory:{i / 3}}}", $"ai:{{memory:{i / 3}}}/gru/h"]),
            _ => new Request("HSET", [$"ai-lease:{{memory:{i / 3}}}", "owner", Keys.Owner, "address", Keys.Address, "fence", Number, "until", Number, "last", Number, "fence1", Number, "last1", Number]),
        });
        return (ServerClock.MemoryBytes(connection) - before) / MemorySessions;
    }

    private static void Tell(string what) => Console.Error.WriteLine($"Measuring {what}.");
}
