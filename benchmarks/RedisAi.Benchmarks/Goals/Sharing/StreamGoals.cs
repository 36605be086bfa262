using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>How many messages go through a worker on a stream.</summary>
internal static class StreamGoals
{
    private const int Rounds = 15;

    /// <summary>How many messages a round has.</summary>
    private const int Messages = 8192;

    public static IEnumerable<GoalRow> Rows => [new("stream-rate", Rate)];

    /// <summary>
    /// Messages of 64 sessions that are put into a stream, worked on with the GRU, and read from the output; by the same messages that go there and back without a model, their states
    /// and their order: XADD, XREADGROUP, XADD and XACK, and XREADGROUP again.
    /// </summary>
    private static Goal? Rate(string name)
    {
        using RedisServer? server = RedisServer.TryStart();
        if (server is null)
        {
            Console.WriteLine($"{name} was not measured: install redis-server.");
            return null;
        }

        using Owned owned = new();
        string configuration = SharedGru.ConfigurationOf(server);
        StreamTraffic worked = owned.Add(new StreamTraffic(configuration, "worked"));
        StreamTraffic echoed = owned.Add(new StreamTraffic(configuration, "echoed"));
        owned.Add(new StreamGru(configuration, worked));
        owned.Add(new StreamEcho(configuration, echoed));
        return PairedRounds.Measure(() => PairedRounds.Time(worked.Run, Messages), () => PairedRounds.Time(echoed.Run, Messages), Rounds).AtLeast(name, 0.6);
    }
}
