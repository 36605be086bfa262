using RedisAi.Simulation.Costs;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>What CLIENT TRACKING takes: to tell one client that a key has changed which it has read, and to note what scripts read on the way of a write.</summary>
internal static class InvalidationCosts
{
    private const int Commands = 9_984;
    private const int Rounds = 5;

    /// <param name="server">The server.</param>
    /// <param name="writer">To it, without tracking.</param>
    /// <param name="scripts">The store's scripts; all leases are held.</param>
    public static (CommandCost Message, CommandCost Tracking) Measure(TestServer server, ConnectionMultiplexer writer, StoreScripts scripts)
    {
        using RawListener listener = new(server.Port);
        using ConnectionMultiplexer reader = server.Connect();
        listener.Subscribe("__redis__:invalidate");
        byte[] state = new byte[1024];
        Request Set(int i) => new("SET", [Keys.State(i), state]);
        Request Write(int i) => scripts.Write(i, state);
        static Request Get(int i) => new("GET", [Keys.State(i)]);
        double set = Cost(writer, Set, static () => { });
        double written = Cost(reader, Write, static () => { });
        reader.GetDatabase().Execute("CLIENT", "TRACKING", "ON", "REDIRECT", listener.Id, "NOLOOP");
        double told = Cost(writer, Set, () => Stopwatches.Send(reader, Commands, Get));
        double tracked = Cost(reader, Write, static () => { });
        return (new CommandCost(Math.Max(0, told - set), 0), new CommandCost(Math.Max(0, tracked - written), 0));
    }

    /// <summary>What a command takes after something has been made ready, which does not count.</summary>
    private static double Cost(ConnectionMultiplexer connection, Func<int, Request> request, Action prepare)
    {
        List<double> rounds = [];
        for (int round = 0; round <= Rounds; round++)
        {
            prepare();
            double before = ServerClock.Seconds(connection);
            Stopwatches.Send(connection, Commands, request);
            rounds.Add((ServerClock.Seconds(connection) - before) * 1e6 / Commands);
        }

        return rounds.Skip(1).Order().ElementAt(Rounds / 2);
    }
}
