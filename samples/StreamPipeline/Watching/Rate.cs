namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>How much something grows in a second, over the last one.</summary>
internal sealed class Rate
{
    private static readonly TimeSpan s_span = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan At, long Count)> _counts = new([(TimeSpan.Zero, 0L)]);

    /// <summary>Adds what there is now, and gives the growth for each second.</summary>
    public double Add(TimeSpan now, long count)
    {
        _counts.Enqueue((now, count));
        while (_counts.Count > 2 && now - _counts.Peek().At > s_span)
        {
            _counts.Dequeue();
        }

        (TimeSpan at, long before) = _counts.Peek();
        return now > at ? (count - before) / (now - at).TotalSeconds : 0;
    }
}
