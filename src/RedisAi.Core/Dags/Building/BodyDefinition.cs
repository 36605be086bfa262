namespace RedisAi.Dags.Building;

/// <summary>A graph within a node: a branch, what is done with each item, what is done instead of a node that has failed.</summary>
/// <param name="Scope">Its nodes.</param>
/// <param name="Item">The input that takes an item; null when there is none.</param>
/// <param name="Results">What it gives.</param>
internal sealed record BodyDefinition(DagBuilder Scope, InputDefinition? Item, IReadOnlyList<Port> Results);
