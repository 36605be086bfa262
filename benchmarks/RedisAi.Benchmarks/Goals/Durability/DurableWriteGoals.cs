using RedisAi.Backends.Onnx;
using RedisAi.Benchmarks.Goals.Batching;

namespace RedisAi.Benchmarks.Goals.Durability;

/// <summary>What it costs that states outlive the process.</summary>
internal static class DurableWriteGoals
{
    private const int Sessions = 64;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Ten intervals.</summary>
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(1);

    /// <summary>Shorter: what compiles methods anew counts how often they are called, and waits for pauses, which are between rounds.</summary>
    private static readonly TimeSpan s_warmUpRound = TimeSpan.FromSeconds(0.2);

    public static IEnumerable<GoalRow> Rows => [new("durable-write-ratio", WriteRatio)];

    /// <summary>Processor time of a step with its share of the writing, the last flush included, by that of a step whose states are in memory only.</summary>
    private static Goal WriteRatio(string name)
    {
        using TemporaryDatabase database = new();
        RedisAiOptions options = new() { Storage = database.Open() };
        options.Durability.Interval = s_interval;
        using RedisAiEngine engine = new(options, [new OnnxBackend()]);
        using GruCallers durable = new(Sessions, Sessions, engine);
        using GruCallers inMemory = new(Sessions, Sessions);
        JitWarmUp.Run(() =>
        {
            ProcessorTime(durable, engine, s_warmUpRound);
            ProcessorTime(inMemory, null, s_warmUpRound);
        });
        return PairedRounds.Measure(() => ProcessorTime(durable, engine, s_round), () => ProcessorTime(inMemory, null, s_round), rounds: 11, warmUp: false).AtMost(name, 1.3);
    }

    /// <summary>The nanoseconds of all threads for each step of a round.</summary>
    private static double ProcessorTime(GruCallers callers, RedisAiEngine? durable, TimeSpan round)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long answered = callers.Loop.Answered;
        callers.Loop.Round(round);
        durable?.FlushAsync().GetAwaiter().GetResult();
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / (callers.Loop.Answered - answered);
    }
}
