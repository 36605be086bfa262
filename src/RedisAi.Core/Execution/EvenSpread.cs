namespace RedisAi.Execution;

/// <summary>Gives numbers between 0 and 1 that are spread evenly, however many of them are taken: the multiples of the golden ratio's fraction. Safe for several threads at once.</summary>
internal sealed class EvenSpread
{
    private const double Golden = 0.618_033_988_749_894_9;

    private long _taken;

    /// <summary>The next number, which nobody else gets.</summary>
    public double Next() => (Interlocked.Increment(ref _taken) * Golden) % 1;
}
