namespace RedisAi.Importers.Trees;

/// <summary>A membership: several nodes that together are one branch, the first of which is what others lead to.</summary>
/// <param name="Parts">How many nodes it is made of, one after the other.</param>
/// <param name="WhenTrue">The child for members, once it is named.</param>
/// <param name="WhenFalse">The child for all others.</param>
internal readonly record struct TreeMember(int Parts, int WhenTrue = TreeNodes.None, int WhenFalse = TreeNodes.None);
