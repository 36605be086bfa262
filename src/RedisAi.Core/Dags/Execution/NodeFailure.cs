namespace RedisAi.Dags.Execution;

/// <summary>The first failure of a graph.</summary>
/// <param name="Node">The node, with those that it is within.</param>
/// <param name="Error">What it failed with.</param>
internal sealed record NodeFailure(string Node, Exception Error);
