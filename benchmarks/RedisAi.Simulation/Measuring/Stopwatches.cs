using System.Diagnostics;
using StackExchange.Redis;

namespace RedisAi.Simulation.Measuring;

/// <summary>Sends many commands and tells what each of them took: the median of some rounds.</summary>
internal static class Stopwatches
{
    private const int Rounds = 5;

    /// <summary>The rounds that count, and the one before them.</summary>
    public const int AllRounds = Rounds + 1;

    /// <summary>Many commands at a time over one connection.</summary>
    /// <param name="connection">To the server.</param>
    /// <param name="count">How many commands a round has.</param>
    /// <param name="request">The command of a number, which grows from round to round.</param>
    /// <param name="depth">How many are sent before answers are waited for; 1 to send one after the other.</param>
    public static CostPerCommand Pipelined(ConnectionMultiplexer connection, int count, Func<int, Request> request, int depth = 256)
    {
        IDatabase database = connection.GetDatabase();
        int next = 0;
        return Median(connection, count, () => SendAsync(database, count, depth, () => request(next++)).GetAwaiter().GetResult());
    }

    /// <summary>One command at a time over each of many connections, as from many processes.</summary>
    public static CostPerCommand Alone(IReadOnlyList<ConnectionMultiplexer> connections, int countOfEach, Func<int, Request> request)
    {
        int next = 0;
        return Median(connections[0], countOfEach * connections.Count, () =>
            Task.WhenAll(connections.Select(connection => SendAsync(connection.GetDatabase(), countOfEach, 1, () => request(Interlocked.Increment(ref next))))).GetAwaiter().GetResult());
    }

    /// <summary>Sends them once, without a clock.</summary>
    public static void Send(ConnectionMultiplexer connection, int count, Func<int, Request> request)
    {
        int next = 0;
        SendAsync(connection.GetDatabase(), count, 256, () => request(next++)).GetAwaiter().GetResult();
    }

    /// <summary>What each of <paramref name="count"/> commands takes, which <paramref name="round"/> sends.</summary>
    private static CostPerCommand Median(ConnectionMultiplexer connection, int count, Action round)
    {
        round();
        CostPerCommand[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => Once(connection, count, round))];
        return new CostPerCommand(Middle(rounds.Select(static cost => cost.Server)), Middle(rounds.Select(static cost => cost.Client)), Middle(rounds.Select(static cost => cost.Elapsed)));
    }

    private static async Task SendAsync(IDatabase database, int count, int depth, Func<Request> request)
    {
        Task[] sent = new Task[depth];
        for (int i = 0; i < count; i += depth)
        {
            for (int j = 0; j < depth; j++)
            {
                Request next = request();
                sent[j] = database.ExecuteAsync(next.Command, next.Arguments);
            }

            await Task.WhenAll(sent);
        }
    }

    private static CostPerCommand Once(ConnectionMultiplexer connection, int count, Action round)
    {
        using Process self = Process.GetCurrentProcess();
        double server = ServerClock.Seconds(connection);
        TimeSpan client = self.TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();

        round();

        double elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        self.Refresh();
        double clientSpent = (self.TotalProcessorTime - client).TotalMicroseconds;
        return new CostPerCommand((ServerClock.Seconds(connection) - server) * 1e6 / count, clientSpent / count, elapsed / count);
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
