using RedisAi.Simulation.Costs;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>Messages of 1 KiB into a stream, to a consumer, and out of it again.</summary>
/// <param name="connection">To the server.</param>
/// <param name="scripts">The store's scripts; all leases are held.</param>
internal sealed class StreamCosts(ConnectionMultiplexer connection, StoreScripts scripts)
{
    private const int Messages = 12_800;
    private const int ReadAtOnce = 64;
    private const long FirstId = 1_700_000_000_000;

    private readonly byte[] _message = new byte[1024];

    /// <returns>What adding, reading and finishing one message takes.</returns>
    public (CommandCost Add, CommandCost Read, CommandCost Finish) Measure()
    {
        IDatabase database = connection.GetDatabase();
        CommandCost add = new(Stopwatches.Pipelined(connection, Messages, i => new Request("XADD", ["in", IdOf(i), "session", $"user:{i % Keys.Sessions}", "x", _message])).Server, 0);
        database.Execute("XGROUP", "CREATE", "in", "workers", "0");

        // All rounds together read what the rounds before have added, and no more.
        CommandCost reading = new(Stopwatches.Pipelined(connection, Messages / ReadAtOnce, i => scripts.Read(ReadAtOnce, i == 0 ? "0-0" : IdOf((i * ReadAtOnce) - 1)), depth: 8).Server / ReadAtOnce, 0);
        string[] pending = Pending(database);
        CommandCost finish = new(Stopwatches.Pipelined(connection, Messages, i => scripts.Finish(i, pending[i], _message)).Server, 0);
        return (add, reading, finish);
    }

    private static string IdOf(int message) => $"{FirstId + message}-0";

    private static string[] Pending(IDatabase database) =>
        [.. ((RedisResult[])database.Execute("XPENDING", "in", "workers", "-", "+", Messages * Stopwatches.AllRounds)!).Select(static entry => ((string?)((RedisResult[])entry!)[0])!)];
}
