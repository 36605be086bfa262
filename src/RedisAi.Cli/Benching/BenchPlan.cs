namespace RedisAi.Cli.Benching;

/// <summary>What is to be measured.</summary>
/// <param name="Path">The file of the model.</param>
internal sealed record BenchPlan(string Path)
{
    /// <summary>How long each point is measured.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The rows of a run; null to find them.</summary>
    public IReadOnlyList<int>? Batches { get; init; }

    /// <summary>The threads of a run; null to find them.</summary>
    public IReadOnlyList<int>? Threads { get; init; }

    /// <summary>The callers; null to find them.</summary>
    public IReadOnlyList<int>? Callers { get; init; }

    /// <summary>What is said of inputs.</summary>
    public IReadOnlyList<InputDeclaration> Inputs { get; init; } = [];

    /// <summary>Whether rows are said to be independent.</summary>
    public bool RowsAreIndependent { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; init; }
}
