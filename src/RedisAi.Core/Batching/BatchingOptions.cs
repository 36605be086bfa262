namespace RedisAi;

/// <summary>How concurrent calls of one model are merged into one run.</summary>
/// <remarks>A run takes what waits at the moment: it never waits itself while there is a core for it, unless <see cref="MinBatchSize"/> says so.</remarks>
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
    /// <value>The default is <see cref="TimeSpan.Zero"/>; a <see cref="MinBatchSize"/> above 1 without it is refused.</value>
    public TimeSpan MinBatchTimeout { get; set; }

    /// <summary>Gets the axes that have one row for each row of a call, by the name of an input or output.</summary>
    /// <value>The default is empty: the axis that the signature's symbols tell, that of a <see cref="ModelState"/>, else 0.</value>
    public IDictionary<string, int> Axes { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets or sets whether running the model twice does no harm: then each call of a merged run that failed is run once more alone, so that one bad input fails one call.</summary>
    /// <value>The default is <see langword="null"/>: true for ONNX models, which have no side effects, false for TorchScript and C# functions.</value>
    public bool? IsPure { get; set; }

    internal void CopyTo(BatchingOptions other)
    {
        other.IsPure = IsPure;
        foreach ((string name, int axis) in Axes)
        {
            other.Axes[name] = axis;
        }

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

        if (MinBatchSize < 0 || MinBatchSize > (BatchSize ?? MaxRows))
        {
            throw new ArgumentException($"MinBatchSize ({MinBatchSize}) must be between 0 and BatchSize ({BatchSize ?? MaxRows}).", nameof(MinBatchSize));
        }

        if (MinBatchTimeout < TimeSpan.Zero || (MinBatchTimeout > TimeSpan.Zero && MinBatchSize == 0))
        {
            throw new ArgumentException($"MinBatchTimeout ({MinBatchTimeout}) must not be negative, and needs a MinBatchSize.", nameof(MinBatchTimeout));
        }

        if (MinBatchSize > 1 && MinBatchTimeout == TimeSpan.Zero)
        {
            throw new ArgumentException($"MinBatchSize ({MinBatchSize}) needs a MinBatchTimeout: without it a call may wait for ever.", nameof(MinBatchTimeout));
        }
    }
}
