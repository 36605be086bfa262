namespace RedisAi.Store.Redis;

/// <summary>A tensor on its way to the server.</summary>
/// <param name="Key">The engine's key.</param>
/// <param name="Tensor">The tensor, which stays the caller's.</param>
/// <param name="TimeToLive">How long it lives; null for ever.</param>
internal readonly record struct TensorWrite(string Key, AiTensor Tensor, TimeSpan? TimeToLive)
{
    /// <summary>The time to live as commands take it: milliseconds, at least one; 0 for ever.</summary>
    public long Milliseconds => MillisecondsOf(TimeToLive);

    public static long MillisecondsOf(TimeSpan? timeToLive) => timeToLive is { } left ? Math.Max(1, left.Ticks / TimeSpan.TicksPerMillisecond) : 0;

    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public static void Check(TimeSpan? timeToLive)
    {
        if (timeToLive is { } left)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(left, TimeSpan.Zero, nameof(timeToLive));
        }
    }
}
