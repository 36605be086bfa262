namespace RedisAi.Store.Redis;

/// <summary>Says what is wrong with the settings of a worker.</summary>
internal static class StreamWorkerOptionsCheck
{
    private const int MaxMessages = 1 << 16;

    // What Lua puts on its stack at once is bounded.
    private const int MaxBatch = 1000;

    private static readonly TimeSpan s_leastClaim = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public static void ThrowIfSenseless(StreamWorkerOptions options, string input, string output)
    {
        if (FirstError(options, input, output) is { } error)
        {
            throw new ArgumentException($"The worker on stream '{input}': {error}", nameof(options));
        }
    }

    private static string? FirstError(StreamWorkerOptions options, string input, string output)
    {
        string deadLetters = options.DeadLetterStream ?? $"{input}:dead";
        return input.Length == 0 || output.Length == 0 || deadLetters.Length == 0 ? "the streams need names."
            : input == output || input == deadLetters ? "what it writes would be what it reads: the streams need different names."
            : string.IsNullOrEmpty(options.Group) ? "Group is empty."
            : options.Consumer is "" ? "Consumer is empty; null for a name that is made."
            : options.SessionField is null || options.SourceField is null ? "SessionField and SourceField may be empty, but not null."
            : OutOfRange(options.MaxInFlight, MaxMessages, nameof(options.MaxInFlight))
            ?? OutOfRange(options.BatchSize, MaxBatch, nameof(options.BatchSize))
            ?? OutOfRange(options.SessionBatchSize, MaxBatch, nameof(options.SessionBatchSize))
            ?? OutOfRange(options.MaxFailures, MaxMessages, nameof(options.MaxFailures))
            ?? (options.MaxLength < 1 ? $"MaxLength is {options.MaxLength}; at least 1 was expected, or null." : null)
            ?? (options.ClaimAfter < s_leastClaim ? $"ClaimAfter is {options.ClaimAfter}; at least {s_leastClaim} was expected." : null)
            ?? NotPositive(options.Timeout, nameof(options.Timeout))
            ?? NotPositive(options.RetryDelay, nameof(options.RetryDelay))
            ?? NotPositive(options.PollInterval, nameof(options.PollInterval))
            ?? NotPositive(options.PositionTimeToLive, nameof(options.PositionTimeToLive));
    }

    private static string? OutOfRange(int value, int max, string name) => value >= 1 && value <= max ? null : $"{name} is {value}; 1 to {max} was expected.";

    private static string? NotPositive(TimeSpan? value, string name) =>
        value is null || (value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(3650)) ? null : $"{name} is {value}; from a millisecond to ten years was expected.";
}
