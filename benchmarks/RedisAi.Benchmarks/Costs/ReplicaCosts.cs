using RedisAi.Benchmarks.Goals;
using RedisAi.Benchmarks.Goals.Batching;
using RedisAi.Benchmarks.Goals.Sharing;
using RedisAi.Store.Redis;

namespace RedisAi.Benchmarks.Costs;

/// <summary>What a step of the GRU takes whose state is written through, and waits for no replica, one or two: all of them on loopback.</summary>
internal static class ReplicaCosts
{
    private const int Most = 2;
    private const int Many = 64;
    private const int WarmUps = 5;
    private const int Rounds = 15;

    public static IEnumerable<Cost> Measure()
    {
        using ReplicatedRedis? redis = ReplicatedRedis.TryStart(Most);
        if (redis is null)
        {
            Console.WriteLine("  not measured: install redis-server");
            return [];
        }

        using Owned owned = new();
        double[] one = Measure(redis, owned, callers: 1);
        double[] many = Measure(redis, owned, Many);
        return
        [
            .. one.Select(static (time, replicas) => new Cost($"written through, {replicas} replicas awaited: one session, a step", time / 1e3, "us")),
            .. many.Select(static (time, replicas) => new Cost($"written through, {replicas} replicas awaited: {Many} sessions at once", 1e9 / time, "steps/s")),
        ];
    }

    /// <summary>Nanoseconds for each step, by how many replicas are awaited. They take turns, so that what else the machine does falls on all.</summary>
    private static double[] Measure(ReplicatedRedis redis, Owned owned, int callers)
    {
        GruCallers[] sides = [.. Enumerable.Range(0, Most + 1).Select(replicas => owned.Add(new GruCallers(callers, callers, owned.Add(Open(redis, replicas)))))];
        List<double>[] rounds = [.. sides.Select(static _ => new List<double>())];
        for (int round = -WarmUps; round < Rounds; round++)
        {
            for (int side = 0; side < sides.Length; side++)
            {
                double time = sides[side].Loop.Round();
                if (round >= 0)
                {
                    rounds[side].Add(time);
                }
            }
        }

        return [.. rounds.Select(static times => Goal.Quantile(times, 0.5))];
    }

    private static RedisAiEngine Open(ReplicatedRedis redis, int replicas) => SharedGru.Open(redis.Configuration, options =>
    {
        // Sessions of the same names would move from one to another.
        options.KeyPrefix = $"r{replicas}:";
        options.Writes = RedisWriteMode.WriteThrough;
        options.Replicas = replicas;
    });
}
