namespace RedisAi.Batching;

/// <summary>Whether calls of a model share runs.</summary>
/// <param name="Rows">Which axes have the rows; null when each call is a run of its own.</param>
/// <param name="Info">What the application is told.</param>
/// <param name="MeasuredRuns">What runs took while this was found out, by their number of rows; may be empty.</param>
internal sealed record MergeDecision(RowLayout? Rows, BatchingInfo Info, IReadOnlyList<(int Rows, long Ticks)> MeasuredRuns)
{
    public static MergeDecision Alone(string reason) => new(null, new BatchingInfo(IsMerged: false, reason), []);
}
