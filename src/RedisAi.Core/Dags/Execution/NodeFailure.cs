namespace RedisAi.Dags.Execution;

/// <summary>The failure of a node, or the first one of a graph.</summary>
/// <param name="Node">The node, with those that it is within.</param>
/// <param name="Error">What it failed with.</param>
/// <param name="IsLate">Whether it failed since the time of the run is over, or would not suffice; not that of a node.</param>
internal sealed record NodeFailure(string Node, Exception Error, bool IsLate)
{
    /// <summary>The refusal of a model for there being too much to do, of the node or of its fallback; null when there was none.</summary>
    public EngineOverloadedException? Refusal { get; init; } = Error as EngineOverloadedException;
}
