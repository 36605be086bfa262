using RedisAi.Benchmarks.Goals.Batching;
using RedisAi.Store.Redis;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>What a step costs whose session this process owns, and whose state others find in Redis.</summary>
internal static class SharedStepGoals
{
    private const int Sessions = 64;
    private const int Rounds = 15;

    public static IEnumerable<GoalRow> Rows => [new("redis-owned-step", Owned), new("redis-through-step", Through)];

    /// <summary>Written behind, by an engine that shares nothing.</summary>
    private static Goal? Owned(string name) => WithServer(name, (server, owned) =>
    {
        GruCallers shared = Callers(server, owned, RedisWriteMode.WriteBehind);
        GruCallers alone = owned.Add(new GruCallers(Sessions, Sessions));
        return PairedRounds.Measure(shared.Loop.Round, alone.Loop.Round, Rounds).AtMost(name, 1.3);
    });

    /// <summary>Written through, by a SET of as many bytes without any step: the same client, and as many callers who wait for theirs.</summary>
    private static Goal? Through(string name) => WithServer(name, (server, owned) =>
    {
        GruCallers shared = Callers(server, owned, RedisWriteMode.WriteThrough);
        SetCallers sets = owned.Add(new SetCallers(SharedGru.ConfigurationOf(server), Sessions, GruCallers.Size * sizeof(float)));
        return PairedRounds.Measure(shared.Loop.Round, sets.Loop.Round, Rounds).AtMost(name, 1.5);
    });

    private static GruCallers Callers(RedisServer server, Owned owned, RedisWriteMode writes) =>
        owned.Add(new GruCallers(Sessions, Sessions, owned.Add(SharedGru.Open(SharedGru.ConfigurationOf(server), options => options.Writes = writes))));

    private static Goal? WithServer(string name, Func<RedisServer, Owned, Goal> measure)
    {
        using RedisServer? server = RedisServer.TryStart();
        if (server is null)
        {
            Console.WriteLine($"{name} was not measured: install redis-server.");
            return null;
        }

        using Owned owned = new();
        return measure(server, owned);
    }
}
