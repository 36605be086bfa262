using RedisAi.Simulation.Costs;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>What a replica adds to writes: to the work of its master, and to the time of who waits for it.</summary>
internal static class ReplicaCosts
{
    private const int Waits = 2_000;

    /// <param name="server">The master.</param>
    /// <param name="connection">To it.</param>
    /// <param name="withoutReplica">What a SET takes there.</param>
    public static (CommandCost Cost, double WaitMicroseconds) Measure(TestServer server, ConnectionMultiplexer connection, CommandCost withoutReplica)
    {
        byte[] state = new byte[1024];
        int next = 0;
        Request Set() => new("SET", [Keys.State(next++), state]);
        double alone = Stopwatches.Pipelined(connection, Waits, _ => Set(), depth: 1).Elapsed;

        using TestServer replica = TestServer.Start(server.Port);
        SpinWait spin = default;
        while (!ServerClock.HasReplica(connection))
        {
            spin.SpinOnce();
        }

        CommandCost with = new StateCosts(connection).Set();

        // A SET and the WAIT behind it are two commands of one round trip each; what a WAIT takes beyond a SET is the replica's.
        double both = Stopwatches.Pipelined(connection, Waits, i => i % 2 == 0 ? Set() : new Request("WAIT", [1, 1000]), depth: 2).Elapsed * 2;
        CommandCost added = new(Math.Max(0, with.Microseconds - withoutReplica.Microseconds), Math.Max(0, with.NanosecondsPerByte - withoutReplica.NanosecondsPerByte));
        return (added, Math.Max(0, both - alone));
    }
}
