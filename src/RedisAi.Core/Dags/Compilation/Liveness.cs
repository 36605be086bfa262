using RedisAi.Dags.Building;

namespace RedisAi.Dags.Compilation;

/// <summary>Finds the nodes that anybody needs, in a graph and those within it, and which values those within take from around them.</summary>
internal sealed class Liveness
{
    private readonly Dictionary<DagBuilder, ScopeUse> _scopes = [];

    /// <param name="plan">The builder of the plan.</param>
    public Liveness(DagBuilder plan) => Walk(plan, [.. plan.Outputs.Select(static output => output.Port), .. plan.Persists.Select(static persist => persist.Port)]);

    public bool IsNeeded(NodeDefinition node) => _scopes[node.Scope].Needed.Contains(node);

    /// <summary>What a graph takes from those around it, in a stable order.</summary>
    public IReadOnlyList<Port> CapturedBy(DagBuilder scope) => _scopes[scope].Captured;

    private void Walk(DagBuilder scope, IReadOnlyList<Port> results)
    {
        ScopeUse use = _scopes[scope] = new ScopeUse();
        Need(scope, use, results);

        // Each node comes after those that it needs, so all that need a node are seen before it.
        foreach (NodeDefinition node in scope.Nodes.Reverse())
        {
            if (!node.IsAlways && !use.Needed.Contains(node))
            {
                continue;
            }

            use.Needed.Add(node);
            Need(scope, use, node.Inputs);
            foreach (BodyDefinition body in node.Bodies)
            {
                Walk(body.Scope, body.Results);
                Need(scope, use, _scopes[body.Scope].Captured);
            }
        }
    }

    private static void Need(DagBuilder scope, ScopeUse use, IReadOnlyList<Port> ports)
    {
        foreach (Port port in ports)
        {
            if (port.Node.Scope == scope)
            {
                use.Needed.Add(port.Node);
            }
            else if (!use.Captured.Contains(port))
            {
                use.Captured.Add(port);
            }
        }
    }

    private sealed class ScopeUse
    {
        public HashSet<NodeDefinition> Needed { get; } = [];

        public List<Port> Captured { get; } = [];
    }
}
