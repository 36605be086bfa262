namespace RedisAi.Dags.Execution;

/// <summary>A graph within a node, and where it gets the values of the graph around it from.</summary>
/// <param name="Graph">The graph. Its first input is the item, where there is one; the others are captured.</param>
/// <param name="Captured">The slots of the graph around it that its further inputs come from.</param>
internal sealed record PlanBody(PlanGraph Graph, int[] Captured);
