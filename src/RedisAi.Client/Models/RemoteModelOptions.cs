namespace RedisAi;

/// <summary>How a server stores a model.</summary>
public sealed class RemoteModelOptions
{
    /// <summary>Gets or sets the device, as in <c>CPU</c> or <c>GPU:1</c>.</summary>
    /// <value>The default is <c>CPU</c>.</value>
    public string Device { get; set; } = "CPU";

    /// <summary>Gets or sets a text of the user's own.</summary>
    /// <value>The default is empty.</value>
    public string Tag { get; set; } = "";

    /// <summary>Gets or sets the most rows of a batch.</summary>
    /// <value>The default is 0: as the server likes.</value>
    public int BatchSize { get; set; }

    /// <summary>Gets or sets the rows that a batch waits for. Needs a <see cref="BatchSize"/>.</summary>
    /// <value>The default is 0: it waits for none.</value>
    public int MinBatchSize { get; set; }

    /// <summary>Gets or sets how long a batch waits for them at most, in whole milliseconds. Needs a <see cref="MinBatchSize"/>.</summary>
    /// <value>The default is <see cref="TimeSpan.Zero"/>: no limit, where a <see cref="MinBatchSize"/> is set.</value>
    public TimeSpan MinBatchTimeout { get; set; }

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Device);
        ArgumentNullException.ThrowIfNull(Tag);
        ArgumentOutOfRangeException.ThrowIfNegative(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(MinBatchSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinBatchTimeout, TimeSpan.Zero);
    }
}
