namespace RedisAi.Keyspace;

/// <summary>How a time is given at which a key vanishes.</summary>
/// <param name="Milliseconds">As many as the unit has.</param>
/// <param name="IsTimeOfDay">Whether it is counted from 1970 on, not from now on.</param>
internal readonly record struct ExpiryUnit(long Milliseconds, bool IsTimeOfDay)
{
    public static ExpiryUnit FromNowSeconds => new(1000, IsTimeOfDay: false);

    public static ExpiryUnit FromNowMilliseconds => new(1, IsTimeOfDay: false);

    public static ExpiryUnit UnixSeconds => new(1000, IsTimeOfDay: true);

    public static ExpiryUnit UnixMilliseconds => new(1, IsTimeOfDay: true);

    /// <summary>The unit that a word stands for among the options of a command, or null.</summary>
    public static ExpiryUnit? Of(KeyspaceArguments arguments, int place) =>
        arguments.Is(place, "EX") ? FromNowSeconds
        : arguments.Is(place, "PX") ? FromNowMilliseconds
        : arguments.Is(place, "EXAT") ? UnixSeconds
        : arguments.Is(place, "PXAT") ? UnixMilliseconds
        : null;

    /// <summary>When a key vanishes, by the clock of a table.</summary>
    /// <exception cref="KeyspaceException">There is no such time.</exception>
    public long Expiry(KeyspaceClock clock, long number, string command)
    {
        if (number > long.MaxValue / Milliseconds || number < long.MinValue / Milliseconds)
        {
            throw KeyspaceError.BadExpiry(command);
        }

        long milliseconds = number * Milliseconds;
        if (IsTimeOfDay)
        {
            return clock.FromUnix(Math.Max(milliseconds, 0));
        }

        return milliseconds <= long.MaxValue - clock.UnixNow ? clock.Now + milliseconds : throw KeyspaceError.BadExpiry(command);
    }

    /// <summary>When a key vanishes that is being written: the time must be positive.</summary>
    /// <exception cref="KeyspaceException">There is no such time.</exception>
    public long ExpiryOfWrite(KeyspaceClock clock, long number, string command) =>
        number > 0 ? Expiry(clock, number, command) : throw KeyspaceError.BadExpiry(command);
}
