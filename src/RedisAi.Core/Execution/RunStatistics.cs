namespace RedisAi;

/// <summary>Run statistics as RedisAI keeps them, and percentiles. Counted from when the version was loaded; warm-up does not count.</summary>
/// <remarks>Of runs that take less than 10 microseconds one in eight is timed and stands for the others.</remarks>
/// <param name="Calls">Calls that ran, with others or alone, well or not. Calls whose inputs were refused, or that were cancelled before they ran, do not count.</param>
/// <param name="Errors">Calls whose runs failed, were cancelled or ran out of time.</param>
/// <param name="Samples">Rows of the runs that succeeded: the length of the first output's first axis; 0 for scripts, whose rows nobody knows.</param>
/// <param name="Duration">The backend's time for the runs that succeeded, in all.</param>
/// <param name="Median">The time that half of the runs did not exceed, within 7 %.</param>
/// <param name="Percentile95">The time that 95 % of the runs did not exceed, within 7 %.</param>
/// <param name="Percentile99">The time that 99 % of the runs did not exceed, within 7 %.</param>
public sealed record RunStatistics(
    long Calls,
    long Errors,
    long Samples,
    TimeSpan Duration,
    TimeSpan Median,
    TimeSpan Percentile95,
    TimeSpan Percentile99)
{
    /// <summary>Gets how many runs the calls took: fewer than there were calls, where several shared one.</summary>
    public long Runs { get; init; }
}
