namespace RedisAi.Execution;

/// <summary>Numbers between 0 and 1 that are spread evenly, however many of them one takes: the multiples of the golden ratio's fraction.</summary>
internal static class EvenSpread
{
    private const double Golden = 0.618_033_988_749_894_9;

    /// <summary>The number of a place in the row.</summary>
    public static double At(long place) => (place * Golden) % 1;
}
