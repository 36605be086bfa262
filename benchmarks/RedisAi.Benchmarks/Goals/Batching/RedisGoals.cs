namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>What it costs to keep the states in a Redis server instead.</summary>
internal static class RedisGoals
{
    private const int Sessions = 64;

    public static IEnumerable<GoalRow> Rows => [new("redis-state-ratio", StateRatio)];

    private static Goal? StateRatio(string name)
    {
        using RedisServer? server = RedisServer.TryStart();
        if (server is null)
        {
            Console.WriteLine($"{name} was not measured: install redis-server.");
            return null;
        }

        using Owned owned = new();
        RawOnnxSession session = owned.Add(new RawOnnxSession(ModelFiles.PathOf(GruCallers.Model)));
        RedisStreams[] streams = [.. Enumerable.Range(0, Sessions).Chunk(Sessions / Environment.ProcessorCount).Select(share => owned.Add(new RedisStreams(server, session, share)))];
        RawThreads redis = new([.. streams.Select(static stream => (Action)stream.Step)], streams[0].Count);
        GruCallers ours = owned.Add(new GruCallers(Sessions, Sessions));
        Goal goal = PairedRounds.Measure(ours.Loop.Round, redis.Round, rounds: 15).AtLeast(name, 3);
        return goal with { Note = $"{goal.Note}, {ours.Loop.RowsPerRun()}" };
    }
}
