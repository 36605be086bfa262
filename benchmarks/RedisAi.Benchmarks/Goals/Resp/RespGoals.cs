using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace RedisAi.Benchmarks.Goals.Resp;

/// <summary>The endpoint beside Debian's Redis server: each has a core, and Redis' own load generator, the same for both, has the other.</summary>
internal static class RespGoals
{
    private const int Rounds = 11;

    public static IEnumerable<GoalRow> Rows =>
    [
        new("resp-tensorset-1k-1", static name => TensorSet(name, 1 << 10, new RedisBenchmark(Clients: 1, Pipeline: 1, Requests: 5_000), 0.9)),
        new("resp-tensorset-1k-64", static name => TensorSet(name, 1 << 10, new RedisBenchmark(Clients: 64, Pipeline: 1, Requests: 15_000), 0.9)),
        new("resp-tensorset-1k-p16", static name => TensorSet(name, 1 << 10, new RedisBenchmark(Clients: 1, Pipeline: 16, Requests: 30_000), 0.9)),
        new("resp-tensorset-1m-1", static name => TensorSet(name, 1 << 20, new RedisBenchmark(Clients: 1, Pipeline: 1, Requests: 250), 0.8)),
        new("resp-tensorset-1m-8", static name => TensorSet(name, 1 << 20, new RedisBenchmark(Clients: 8, Pipeline: 1, Requests: 250), 0.8)),
        new("resp-modelexecute", ModelExecute),
    ];

    /// <summary>Throughput of AI.TENSORSET, one key over and over, by that of SET with the same bytes.</summary>
    private static Goal? TensorSet(string name, int bytes, RedisBenchmark client, double limit)
    {
        using PinnedServer? redis = PinnedServer.TryStartRedis();
        using PinnedServer? ours = PinnedServer.TryStartOurs();
        if (!AreThere(name, redis, ours))
        {
            return null;
        }

        // redis-benchmark ends an argument at its first zero byte.
        byte[] blob = new byte[bytes];
        new Random(1).NextBytes(blob);
        blob.AsSpan().Replace((byte)0, (byte)1);
        string elements = (bytes / sizeof(float)).ToString(CultureInfo.InvariantCulture);
        return Measure(
            ours!,
            () => client.Run(ours!, ["AI.TENSORSET", "key", "FLOAT", elements, "BLOB"], blob),
            () => client.Run(redis!, ["SET", "key"], blob)).AtLeast(name, limit);
    }

    /// <summary>The round trip of a model that adds 16 floats, by that of Redis' PING.</summary>
    private static Goal? ModelExecute(string name)
    {
        using PinnedServer? redis = PinnedServer.TryStartRedis();
        using PinnedServer? ours = PinnedServer.TryStartOurs();
        if (!AreThere(name, redis, ours))
        {
            return null;
        }

        ours!.Send(["AI.MODELSTORE", "add", "ONNX", "CPU", "BLOB"], File.ReadAllBytes(ModelFiles.PathOf("add16")));
        foreach (string key in (string[])["a", "b"])
        {
            ours.Send(["AI.TENSORSET", key, "FLOAT", "16", "BLOB"], new byte[64]);
        }

        RedisBenchmark client = new(Clients: 1, Pipeline: 1, Requests: 5_000);
        return Measure(
            ours,
            () => client.Run(ours, ["AI.MODELEXECUTE", "add", "INPUTS", "2", "a", "b", "OUTPUTS", "1", "c"]),
            () => client.Run(redis!, ["PING"])).AtMost(name, 1.6);
    }

    private static PairedRounds Measure(PinnedServer server, Func<double> ours, Func<double> redis)
    {
        server.WarmUp(() =>
        {
            ours();
            redis();
        });
        return PairedRounds.Measure(ours, redis, Rounds, warmUp: false);
    }

    private static bool AreThere(string name, PinnedServer? redis, PinnedServer? ours)
    {
        if (redis is not null && ours is not null && Environment.ProcessorCount > 1 && HasLoadGenerator())
        {
            return true;
        }

        Console.WriteLine($"{name} was not measured: it needs redis-server, redis-benchmark, taskset and two cores.");
        return false;
    }

    private static bool HasLoadGenerator()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("redis-benchmark", ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
