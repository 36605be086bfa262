namespace RedisAi;

/// <summary>How concurrent calls of one model are merged into one run.</summary>
/// <remarks>
/// In this version each call is a run of its own, which <see cref="BatchingMode.Auto"/> and <see cref="BatchingMode.Off"/> allow and a
/// cap cannot contradict. What would need merging, <see cref="BatchingMode.On"/> and <see cref="MinBatchSize"/>, is refused.
/// </remarks>
public sealed class BatchingOptions
{
    private const int MaxRows = 65_536;

    /// <summary>Gets or sets whether calls may be merged.</summary>
    /// <value>The default is <see cref="BatchingMode.Auto"/>.</value>
    public BatchingMode Mode { get; set; }

    /// <summary>Gets or sets the most rows one run may have.</summary>
    /// <value>The default is <see langword="null"/>: as many as the deadline allows.</value>
    public int? BatchSize { get; set; }

    /// <summary>Gets or sets the fewest rows a run waits for.</summary>
    /// <value>The default is 0: a run never waits for company.</value>
    public int MinBatchSize { get; set; }

    /// <summary>Gets or sets how long a run may wait for <see cref="MinBatchSize"/>.</summary>
    /// <value>The default is <see cref="TimeSpan.Zero"/>; a <see cref="MinBatchSize"/> without it is refused.</value>
    public TimeSpan MinBatchTimeout { get; set; }

    internal void CopyTo(BatchingOptions other)
    {
        other.Mode = Mode;
        other.BatchSize = BatchSize;
        other.MinBatchSize = MinBatchSize;
        other.MinBatchTimeout = MinBatchTimeout;
    }

    internal void Validate()
    {
        if (BatchSize is < 1 or > MaxRows)
        {
            throw new ArgumentException($"BatchSize ({BatchSize}) must be between 1 and {MaxRows}.", nameof(BatchSize));
        }

        if (MinBatchTimeout < TimeSpan.Zero || (MinBatchTimeout > TimeSpan.Zero && MinBatchSize == 0))
        {
            throw new ArgumentException($"MinBatchTimeout ({MinBatchTimeout}) must not be negative, and needs a MinBatchSize.", nameof(MinBatchTimeout));
        }

        if (Mode == BatchingMode.On || MinBatchSize != 0)
        {
            throw new NotSupportedException("This version runs each call alone: BatchingMode.On and MinBatchSize are not supported.");
        }
    }
}
