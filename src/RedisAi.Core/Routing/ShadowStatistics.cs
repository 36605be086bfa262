namespace RedisAi;

/// <summary>What copies of calls have shown of a version that runs in the shadow.</summary>
/// <param name="Compared">Copies that ran, and whose outputs were compared with the answers.</param>
/// <param name="Dropped">Copies that were left out: another one ran, calls waited, there was no core to spare, or the call failed, so that there was no answer to compare with. Not those that come when the version is being closed.</param>
/// <param name="Failed">Copies that failed, or gave outputs of other types or shapes.</param>
/// <param name="Differing">Copies of which an output differed at all.</param>
/// <param name="LargestDifference">The largest absolute difference between two numbers; 0 when all were equal.</param>
/// <param name="Duration">The time that the copies took, in all: what the shadow costs.</param>
public sealed record ShadowStatistics(long Compared, long Dropped, long Failed, long Differing, double LargestDifference, TimeSpan Duration)
{
    /// <summary>Gets why the last copy failed that did: the message of its error, or how its outputs differ in type or shape; null when none has failed.</summary>
    public string? LastError { get; init; }
}
