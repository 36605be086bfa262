using System.Diagnostics;

namespace RedisAi.Benchmarks.Goals.Durability;

/// <summary>What it takes to read a state that has left memory.</summary>
internal static class ColdReadGoals
{
    private const int Count = 1_000_000;
    private const int Reads = 20_000;
    private const int Elements = 512;

    /// <summary>Room for one state in sixteen.</summary>
    private const long Budget = 128 << 20;

    public static IEnumerable<GoalRow> Rows => [new("cold-read-us", ColdRead)];

    /// <summary>The median time of the first read of a state of 2 KiB after all were written: the file is in the page cache, the state not in memory.</summary>
    private static Goal ColdRead(string name)
    {
        using TemporaryDatabase database = new();
        Fill(database);

        long started = Stopwatch.GetTimestamp();
        using RedisAiEngine engine = Create(database);
        TimeSpan opened = Stopwatch.GetElapsedTime(started);
        int[] order = [.. Enumerable.Range(0, Count)];
        new Random(1).Shuffle(order);
        double[] times = new double[Reads];
        JitWarmUp.Run(new Reader(engine, order[Reads..]).Next);
        for (int i = 0; i < Reads; i++)
        {
            string key = Key(order[i]);
            long read = Stopwatch.GetTimestamp();
            engine.Tensors.Get(key)!.Dispose();
            times[i] = Stopwatch.GetElapsedTime(read).TotalMicroseconds;
        }

        return Goal.AtMost(name, times, "us", 60) with
        {
            Note = $"99 of 100: {Goal.Quantile(times, 0.99):F0} us, 999 of 1,000: {Goal.Quantile(times, 0.999):F0} us; {Count:N0} rows, opened in {opened.TotalSeconds:F1} s",
        };
    }

    private static void Fill(TemporaryDatabase database)
    {
        using RedisAiEngine engine = Create(database);
        for (int i = 0; i < Count; i++)
        {
            using AiTensor state = AiTensor.Create<float>([1, Elements], elements => elements.Fill(i));
            engine.Tensors.Set(Key(i), state);
        }
    }

    private static RedisAiEngine Create(TemporaryDatabase database)
    {
        RedisAiOptions options = new() { Storage = database.Open() };
        options.Tensors.MaxBytes = Budget;
        return new RedisAiEngine(options, []);
    }

    private static string Key(int number) => $"session:{number}";

    /// <summary>Reads states that are not among those that count.</summary>
    private sealed class Reader(RedisAiEngine engine, int[] order)
    {
        private int _next;

        public void Next()
        {
            for (int i = 0; i < 1_000; i++)
            {
                engine.Tensors.Get(Key(order[_next++]))!.Dispose();
            }
        }
    }
}
