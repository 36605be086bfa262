namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>How all is going at a moment.</summary>
/// <param name="At">The time since the calls began.</param>
/// <param name="InPerSecond">Messages that come in.</param>
/// <param name="OutPerSecond">Results that come out.</param>
/// <param name="Lag">Messages that no worker has read.</param>
/// <param name="Pending">Messages that a worker has read and not ended.</param>
/// <param name="DeadLetters">Messages that nothing could be made of.</param>
/// <param name="Workers">The workers, the first one first.</param>
internal sealed record Figures(TimeSpan At, double InPerSecond, double OutPerSecond, long Lag, long Pending, long DeadLetters, IReadOnlyList<WorkerFigures> Workers)
{
    /// <summary>Messages that were not ended yet.</summary>
    public long Left => Lag + Pending;
}
