namespace RedisAi.Benchmarks.Goals;

/// <summary>Counts what calls allocate on the managed heap.</summary>
internal static class AllocatedBytes
{
    /// <summary>The row of a call that must allocate nothing.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="run">Does so many calls.</param>
    public static Goal OfNone(string name, Action<int> run) => AtMost(name, run, calls: 10_000, limit: 0);

    /// <summary>The row of a call that must not allocate more than so much.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="run">Does so many calls.</param>
    /// <param name="calls">How many to do.</param>
    /// <param name="limit">Bytes for each call.</param>
    public static Goal AtMost(string name, Action<int> run, int calls, double limit)
    {
        run(calls);

        // Every thread counts: nothing may be pushed to another one.
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run(calls);
        long after = GC.GetTotalAllocatedBytes(precise: true);
        long overhead = GC.GetTotalAllocatedBytes(precise: true) - after;
        return Goal.AtMost(name, Math.Max(0, after - before - overhead) / (double)calls, "B/call", limit);
    }
}
