using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RedisAi.Benchmarks.Goals;

/// <summary>What the store costs, in time and in memory.</summary>
internal static class StoreGoals
{
    private const int PayloadBytes = 1024;

    public static IEnumerable<GoalRow> Rows =>
    [
        // First, while the process is still small: what it grows by afterwards is the store.
        new("store-key-overhead", static name => KeyOverhead(name, keys: 1_000_000)),
        new("store-get-ratio", static name => GetRatio(name, keys: 100_000)),
        new("store-get-scale", static name => GetRatio(name, keys: 1_000_000)),
        new("store-set-bytes", SetBytes),
        new("set-get-copy-ratio", CopyRatio),
    ];

    /// <summary>Sixteen characters, spread as session keys are.</summary>
    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"s:{(uint)number * 2_654_435_761u:x8}{number:d6}")[..16];

    private static Goal GetRatio(string name, int keys)
    {
        const int Lookups = 20_000;
        using RedisAiEngine engine = new();
        ConcurrentDictionary<string, object> dictionary = new();
        for (int i = 0; i < keys; i++)
        {
            using AiTensor tensor = AiTensor.Create<float>([16], static elements => elements.Clear());
            engine.Tensors.Set(Key(i), tensor);
            dictionary[Key(i)] = new object();
        }

        // Strings of their own, as a request brings them: not the objects that are the keys. The same order on both sides; each round other ones.
        string[] fresh = [.. RandomNumbers(seed: 42, count: Lookups * 8, keys).Select(Key)];
        int[] next = new int[2];
        PairedRounds rounds = PairedRounds.Measure(
            times => Get(engine.Tensors, Take(fresh, ref next[0], times)),
            times => Look(dictionary, Take(fresh, ref next[1], times)),
            Lookups,
            rounds: 121);
        return rounds.AtMost(name, 2.0);
    }

    private static ReadOnlySpan<string> Take(string[] all, ref int next, int count)
    {
        next = next + count > all.Length ? 0 : next;
        ReadOnlySpan<string> taken = all.AsSpan(next, count);
        next += count;
        return taken;
    }

    private static void Get(ITensorStore store, ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            using AiTensor? tensor = store.Get(key);
            if (tensor is null)
            {
                throw new InvalidOperationException("The key is there.");
            }
        }
    }

    private static void Look(ConcurrentDictionary<string, object> dictionary, ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (!dictionary.TryGetValue(key, out _))
            {
                throw new InvalidOperationException("The key is there.");
            }
        }
    }

    private static Goal SetBytes(string name)
    {
        const int Calls = 10_000;
        using RedisAiEngine engine = new();
        using AiTensor one = AiTensor.Create<float>([256], static elements => elements.Fill(1));
        using AiTensor other = AiTensor.Create<float>([256], static elements => elements.Fill(2));
        SetOver(engine.Tensors, one, other, Calls);

        long before = GC.GetAllocatedBytesForCurrentThread();
        SetOver(engine.Tensors, one, other, Calls);
        return Goal.AtMost(name, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls, "B/call", 0);
    }

    private static void SetOver(ITensorStore store, AiTensor one, AiTensor other, int times)
    {
        for (int i = 0; i < times; i++)
        {
            store.Set("session:42", (i & 1) == 0 ? one : other);
        }
    }

    private static Goal KeyOverhead(string name, int keys)
    {
        // What the code itself takes, compiled twice over, is no part of what a key takes. Tensors of another size, since their memory
        // stays in a pool, where those that are measured would find it.
        using (RedisAiEngine warm = new())
        {
            Fill(warm.Tensors, 20_000, bytes: 64);
        }

        using RedisAiEngine engine = new();
        long before = ProcessBytes();
        Fill(engine.Tensors, keys, PayloadBytes);

        double perKey = (ProcessBytes() - before) / (double)keys;
        if (engine.Tensors.Count != keys)
        {
            throw new InvalidOperationException("Two keys were the same.");
        }

        return Goal.AtMost(name, perKey - PayloadBytes, "B/key", 200);
    }

    private static void Fill(ITensorStore store, int keys, int bytes)
    {
        for (int i = 0; i < keys; i++)
        {
            // Written, so that the payload is really in memory.
            using AiTensor tensor = AiTensor.Create<float>([bytes / sizeof(float)], static elements => elements.Fill(1));
            store.Set(Key(i), tensor);
        }
    }

    /// <summary>The memory of the process that is really there, once the collector has done all it can.</summary>
    private static long ProcessBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static Goal CopyRatio(string name)
    {
        const int Bytes = 1 << 20;
        const int Buffers = 4;
        using RedisAiEngine engine = new();
        byte[] source = new byte[Bytes];
        Random.Shared.NextBytes(source);
        byte[][] targets = [.. Enumerable.Range(0, Buffers).Select(static _ => GC.AllocateUninitializedArray<byte>(Bytes, pinned: true))];
        string[] keys = [.. Enumerable.Range(0, Buffers).Select(static i => $"frame:{i}")];

        PairedRounds rounds = PairedRounds.Measure(
            times =>
            {
                for (int i = 0; i < times; i++)
                {
                    using (AiTensor created = AiTensor.Create<byte>([Bytes], source))
                    {
                        engine.Tensors.Set(keys[i % Buffers], created);
                    }

                    using AiTensor? got = engine.Tensors.Get(keys[i % Buffers]);
                }
            },
            times =>
            {
                for (int i = 0; i < times; i++)
                {
                    Buffer.BlockCopy(source, 0, targets[i % Buffers], 0, Bytes);
                }
            },
            operations: 16,
            rounds: 401);
        return rounds.AtMost(name, 1.15);
    }

    private static IEnumerable<int> RandomNumbers(int seed, int count, int below)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            yield return random.Next(below);
        }
    }
}
