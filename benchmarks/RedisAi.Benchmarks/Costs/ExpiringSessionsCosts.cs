using System.Diagnostics;

namespace RedisAi.Benchmarks.Costs;

/// <summary>A hundred thousand sessions whose states expire within the same second, and what callers notice of it.</summary>
internal static class ExpiringSessionsCosts
{
    private const int Sessions = 100_000;
    private const int Callers = 16;

    private static readonly TimeSpan s_timeToLive = TimeSpan.FromSeconds(20);

    public static IEnumerable<Cost> Measure()
    {
        using RedisAiEngine engine = new();
        engine.Models.StoreAsync(
            "count",
            ModelSource.FromFunction(["x", "n"], ["y", "next"], static inputs => [inputs[0].Share(), inputs[1].Share()]),
            new ModelOptions { States = { new ModelState("n", "next") { TimeToLive = s_timeToLive, Initial = Initial() } } }).GetAwaiter().GetResult();
        IModel model = engine.Models["count"];
        using AiTensor x = AiTensor.Create<float>([1, 1], static elements => elements.Clear());
        double managed = ProcessMemory.ManagedMiB;

        // Their last call decides when they expire: all within about a second.
        long started = Stopwatch.GetTimestamp();
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => BeginAsync(model, x, caller))).GetAwaiter().GetResult();
        TimeSpan filled = Stopwatch.GetElapsedTime(started);
        yield return new Cost($"calls that began {Sessions:N0} sessions, each with a state of 1 KiB", filled.TotalSeconds, "s");
        yield return new Cost("managed heap of a session and its state", (ProcessMemory.ManagedMiB - managed) * 1024 / Sessions, "KiB");

        Latency quiet = Latencies(model, x, TimeSpan.FromSeconds(3), static () => true);
        long waited = Stopwatch.GetTimestamp();
        Latency during = Latencies(model, x, s_timeToLive + s_timeToLive, () => engine.Tensors.Count > 10);
        yield return new Cost("until all had gone, from then on", Stopwatch.GetElapsedTime(waited).TotalSeconds, "s");
        foreach ((string when, Latency calls) in new[] { ("before", quiet), ("while they expire", during) })
        {
            yield return new Cost($"a caller's call {when}: median", calls.Median, "us");
            yield return new Cost($"a caller's call {when}: 999 of 1,000", calls.OfThousand, "us");
            yield return new Cost($"a caller's call {when}: longest", calls.Longest, "us");
        }

        Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System).GetAwaiter().GetResult();
        yield return new Cost("managed heap that is left of a session, 15 seconds later", (ProcessMemory.ManagedMiB - managed) * 1024 / Sessions, "KiB");
    }

    private static AiTensor Initial() => AiTensor.Create<float>([1, 256], static elements => elements.Clear());

    private static async Task BeginAsync(IModel model, AiTensor x, int caller)
    {
        await Task.Yield();
        for (int i = caller; i < Sessions; i += Callers)
        {
            (await model.RunAsync([x], new InferenceOptions { Session = $"user:{i}" }).ConfigureAwait(false)).Dispose();
        }
    }

    private static void Call(IModel model, AiTensor x, string session) =>
        model.RunAsync([x], new InferenceOptions { Session = session }).AsTask().GetAwaiter().GetResult().Dispose();

    /// <summary>The microseconds of calls of a session that goes on, while a condition holds. Ten million times are not kept: they would count as memory.</summary>
    private static Latency Latencies(IModel model, AiTensor x, TimeSpan most, Func<bool> goesOn)
    {
        List<double> times = [];
        long started = Stopwatch.GetTimestamp();
        while (goesOn() && Stopwatch.GetElapsedTime(started) < most)
        {
            long call = Stopwatch.GetTimestamp();
            Call(model, x, "who stays");
            times.Add(Stopwatch.GetElapsedTime(call).TotalMicroseconds);
        }

        double[] all = [.. times];
        return new Latency(Goals.Goal.Quantile(all, 0.5), Goals.Goal.Quantile(all, 0.999), all.Max());
    }

    private readonly record struct Latency(double Median, double OfThousand, double Longest);
}
