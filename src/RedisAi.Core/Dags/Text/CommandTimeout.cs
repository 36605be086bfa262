namespace RedisAi.Dags.Text;

/// <summary>Reads the value of <c>TIMEOUT</c>, which is in milliseconds.</summary>
internal static class CommandTimeout
{
    /// <summary>Reads that of one run, which must be positive.</summary>
    /// <returns>The time; null for more than a clock counts.</returns>
    /// <exception cref="DagCommandException">It is no positive number.</exception>
    public static TimeSpan? Read<TTokens>(TTokens tokens, int place)
        where TTokens : ICommandTokens =>
        tokens.TryInteger(place, out long milliseconds) && milliseconds > 0 ? Of(milliseconds) : throw new DagCommandException(AiErrors.BadTimeout);

    /// <summary>The time; null for any, which nothing or less is, and so is what no clock counts.</summary>
    public static TimeSpan? Of(long milliseconds) => milliseconds is > 0 and <= int.MaxValue ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
