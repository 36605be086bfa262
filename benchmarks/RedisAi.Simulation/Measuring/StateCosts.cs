using RedisAi.Simulation.Costs;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>Reading and writing states of several sizes, as straight lines.</summary>
/// <param name="connection">To the server.</param>
internal sealed class StateCosts(ConnectionMultiplexer connection)
{
    private const int BytesOfRound = 32 << 20;
    private const int MostCommands = 51_200;
    private const int LeastCommands = 2_048;

    private static readonly int[] s_sizes = [256, 1024, 4096, 16 * 1024, 64 * 1024];

    public CommandCost Set() => Line(static (i, state) => new Request("SET", [Keys.State(i), state]));

    /// <summary>Behind <see cref="Set"/>, which leaves states of the right size.</summary>
    public CommandCost Read() => Line(static (i, _) => new Request("GET", [Keys.State(i)]), fill: true);

    /// <param name="scripts">The store's scripts; all leases are held.</param>
    public CommandCost Write(StoreScripts scripts) => Line((i, state) => scripts.Write(i, state));

    private CommandCost Line(Func<int, byte[], Request> request, bool fill = false)
    {
        List<(double X, double Y)> points = [];
        foreach (int size in s_sizes)
        {
            byte[] state = new byte[size];
            int count = Math.Clamp(BytesOfRound / size, LeastCommands, MostCommands);
            int sessions = Math.Min(count, Keys.Sessions);
            if (fill)
            {
                Stopwatches.Pipelined(connection, (sessions + 255) / 256 * 256, i => new Request("SET", [Keys.State(i % sessions), state]));
            }

            points.Add((size, Stopwatches.Pipelined(connection, count, i => request(i % sessions, state), depth: size > 4096 ? 32 : 256).Server));
        }

        (double microseconds, double perByte) = LeastSquares.Fit(points);
        return new CommandCost(microseconds, perByte * 1e3);
    }
}
