namespace RedisAi;

/// <summary>How an engine uses its <see cref="RedisAiOptions.Storage"/>.</summary>
public sealed class DurabilityOptions
{
    /// <summary>Gets or sets what a write waits for.</summary>
    /// <value>The default is <see cref="Durability.Interval"/>.</value>
    public Durability Mode { get; set; } = Durability.Interval;

    /// <summary>Gets or sets after how long, at the latest, a change begins to be written; a try that failed is made again after as long.</summary>
    /// <value>The default is one second; from a millisecond to an hour.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
}
