using System.Diagnostics;
using RedisAi.Tensors.Memory;

namespace RedisAi.Testing;

/// <summary>Counts what must be released: tensor buffers, and whatever else is registered, such as a backend's native handles.</summary>
public static class LeakCheck
{
    /// <summary>So often the collector runs at once, before anything is waited for.</summary>
    private const int Collections = 3;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);
    private static readonly Lock s_lock = new();
    private static readonly List<(string Name, Func<long> Count)> s_counters = [("tensor buffers", static () => TensorMemory.Shared.Outstanding)];

    /// <summary>Adds something to count. Registering a name again changes nothing.</summary>
    /// <param name="name">What is counted, in the plural, as in <c>OrtValue handles</c>.</param>
    /// <param name="count">How many there are now; called between tests, from any thread.</param>
    public static void Register(string name, Func<long> count)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(count);
        lock (s_lock)
        {
            if (!s_counters.Exists(counter => counter.Name == name))
            {
                s_counters.Add((name, count));
            }
        }
    }

    /// <summary>Counts everything.</summary>
    public static IReadOnlyDictionary<string, long> Count()
    {
        lock (s_lock)
        {
            return s_counters.ToDictionary(static counter => counter.Name, static counter => counter.Count());
        }
    }

    /// <summary>Says what there is more of than before, or returns null.</summary>
    /// <param name="before">What <see cref="Count"/> said.</param>
    /// <remarks>
    /// Threads that were told to stop, and finalizers, release a little later: before it complains it waits for them, as long as
    /// <see cref="Eventually"/> waits for anything; so only a leak takes that long. A tensor that nobody disposed stays counted, however often the collector runs.
    /// </remarks>
    public static string? FindLeak(IReadOnlyDictionary<string, long> before)
    {
        ArgumentNullException.ThrowIfNull(before);
        string? leak = Difference(before);
        long started = Stopwatch.GetTimestamp();
        for (int attempt = 0; leak is not null && Stopwatch.GetElapsedTime(started) < Eventually.Limit; attempt++)
        {
            Wait(attempt);
            leak = Difference(before);
        }

        return leak;
    }

    private static string? Difference(IReadOnlyDictionary<string, long> before)
    {
        // What was registered during the test counts from zero.
        string[] grown = [.. Count()
            .Select(now => (now.Key, More: now.Value - before.GetValueOrDefault(now.Key)))
            .Where(static change => change.More > 0)
            .Select(static change => $"{change.More} more {change.Key}")];
        return grown.Length == 0 ? null : string.Join(", ", grown);
    }

    private static void Wait(int attempt)
    {
        if (attempt < Collections)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        else
        {
            Task.Delay(s_pause, TimeProvider.System).Wait();
        }
    }
}
