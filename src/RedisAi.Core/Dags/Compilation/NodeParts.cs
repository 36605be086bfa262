using RedisAi.Dags.Building;

namespace RedisAi.Dags.Compilation;

/// <summary>What the compiler of a graph has found out of a node, before it is known what kind of node it is.</summary>
/// <param name="Definition">The node.</param>
/// <param name="Index">Its place in the graph.</param>
/// <param name="Inputs">The slots of its inputs.</param>
/// <param name="Used">Which of its outputs somebody needs, and the slots that they go to.</param>
/// <param name="SlotOf">The slot of a value of this graph.</param>
internal sealed record NodeParts(NodeDefinition Definition, int Index, int[] Inputs, IReadOnlyList<(Port Port, int Slot)> Used, Func<Port, int> SlotOf)
{
    public string Path => Definition.Scope.PathOf(Definition.Name);
}
