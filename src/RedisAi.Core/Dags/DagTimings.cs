namespace RedisAi;

/// <summary>When the nodes of one run of a plan ran.</summary>
/// <param name="Plan">The name of the plan.</param>
/// <param name="Duration">How long the run took.</param>
/// <param name="Nodes">The nodes, in the order of their beginnings; those within a map once for each item.</param>
public sealed record DagTimings(string Plan, TimeSpan Duration, IReadOnlyList<DagNodeTiming> Nodes);
