namespace RedisAi.Benchmarks.Goals;

/// <summary>Counts what calls allocate on the managed heap.</summary>
internal static class AllocatedBytes
{
    private const int Calls = 10_000;

    /// <summary>The row of a call that must allocate nothing.</summary>
    /// <param name="name">The name of the row.</param>
    /// <param name="run">Does so many calls.</param>
    public static Goal OfNone(string name, Action<int> run)
    {
        run(Calls);

        // Every thread counts: nothing may be pushed to another one.
        long before = GC.GetTotalAllocatedBytes(precise: true);
        run(Calls);
        long after = GC.GetTotalAllocatedBytes(precise: true);
        long overhead = GC.GetTotalAllocatedBytes(precise: true) - after;
        return Goal.AtMost(name, Math.Max(0, after - before - overhead) / (double)Calls, "B/call", 0);
    }
}
