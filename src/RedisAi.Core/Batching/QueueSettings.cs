using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>How the calls of one version of a model are queued and run.</summary>
internal sealed record QueueSettings
{
    /// <summary>Which axes have the rows; null when each call is a run of its own.</summary>
    public RowLayout? Rows { get; init; }

    /// <summary>What runs took when the model was loaded.</summary>
    public IReadOnlyList<(int Rows, long Ticks)> MeasuredRuns { get; init; } = [];

    /// <summary>The states that are kept for sessions; null when there are none.</summary>
    public SessionStates? States { get; init; }

    /// <summary>The version, for the sessions that are in mid-state on it.</summary>
    public ISessionHome? Home { get; init; }

    /// <summary>Takes copies of calls, to compare what another version gives.</summary>
    public IRunTap? Tap { get; init; }

    /// <summary>How many inputs the model has.</summary>
    public required int InputCount { get; init; }

    /// <summary>Called once when the outputs of a batch could not be divided, with the reason: calls run alone from then on.</summary>
    public Action<Exception>? MergingFailed { get; init; }

    /// <summary>The most rows of a run; a call that has more runs alone.</summary>
    public int BatchSize { get; init; } = int.MaxValue;

    /// <summary>The fewest rows that a run waits for.</summary>
    public int MinBatchSize { get; init; }

    /// <summary>How long it waits for them.</summary>
    public TimeSpan MinBatchTimeout { get; init; }

    /// <summary>How long a call may wait for its run.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many runs there may be at once.</summary>
    public int MaxRuns { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the calls of a run that failed are run once more, each alone.</summary>
    public bool IsPure { get; init; }

    /// <summary>Whether runs have as few different numbers of rows as can be: powers of two.</summary>
    public bool PrefersFewBatchSizes { get; init; }
}
