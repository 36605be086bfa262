namespace RedisAi.Dags.Building;

/// <summary>An output of a node: what an edge starts from.</summary>
/// <param name="Node">The node.</param>
/// <param name="Index">Its place among the node's outputs; -1 when it is asked for by name.</param>
/// <param name="Name">Its name; null when it is asked for by its place.</param>
/// <param name="IsSequence">Whether it is any number of tensors.</param>
internal sealed record Port(NodeDefinition Node, int Index, string? Name, bool IsSequence)
{
    /// <summary>Returns what sentences call it: the node, and the output where there may be several.</summary>
    public override string ToString() => Node.HasSingleOutput ? Node.Name : $"{Node.Name}[{Name ?? $"{Index}"}]";
}
