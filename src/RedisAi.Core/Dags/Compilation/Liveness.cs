using RedisAi.Dags.Building;

namespace RedisAi.Dags.Compilation;

/// <summary>Finds the nodes that anybody needs, in a graph and those within it, in which order they come, and which values those within take from around them.</summary>
internal sealed class Liveness
{
    private readonly Dictionary<DagBuilder, ScopeUse> _scopes = [];
    private readonly Action<NodeDefinition, NodeDefinition[]> _circle;

    /// <param name="plan">The builder of the plan.</param>
    /// <param name="circle">Told of a node whose fallback needs what the node gives, and of all nodes of that circle.</param>
    public Liveness(DagBuilder plan, Action<NodeDefinition, NodeDefinition[]> circle)
    {
        _circle = circle;
        Walk(plan, [.. plan.Outputs.Select(static output => output.Port), .. plan.Persists.Select(static persist => persist.Port)]);
    }

    public bool IsNeeded(NodeDefinition node) => _scopes[node.Scope].Needs.ContainsKey(node);

    /// <summary>The nodes of a graph that anybody needs, each after those that it needs itself; else in the order in which they were added.</summary>
    public IReadOnlyList<NodeDefinition> OrderOf(DagBuilder scope) => _scopes[scope].Order;

    /// <summary>What a graph takes from those around it, in a stable order.</summary>
    public IReadOnlyList<Port> CapturedBy(DagBuilder scope) => _scopes[scope].Captured;

    private void Walk(DagBuilder scope, IReadOnlyList<Port> results)
    {
        ScopeUse use = _scopes[scope] = new ScopeUse();
        Stack<NodeDefinition> found = new(scope.Nodes.Where(static node => node.IsAlways));
        Need(scope, use, results, found);
        while (found.TryPop(out NodeDefinition? node))
        {
            if (use.Needs.ContainsKey(node))
            {
                continue;
            }

            IReadOnlyList<Port> read = [.. node.Inputs, .. node.Bodies.SelectMany(body => CapturedWithin(body))];
            use.Needs[node] = [.. read.Where(port => port.Node.Scope == scope).Select(static port => port.Node).Distinct()];
            Need(scope, use, read, found);
        }

        Sort(scope, use);
    }

    private List<Port> CapturedWithin(BodyDefinition body)
    {
        Walk(body.Scope, body.Results);
        return _scopes[body.Scope].Captured;
    }

    private static void Need(DagBuilder scope, ScopeUse use, IReadOnlyList<Port> ports, Stack<NodeDefinition> found)
    {
        foreach (Port port in ports)
        {
            if (port.Node.Scope == scope)
            {
                found.Push(port.Node);
            }
            else if (!use.Captured.Contains(port))
            {
                use.Captured.Add(port);
            }
        }
    }

    /// <summary>A fallback is added after its node, and may use what was added in between; so the order of addition is not enough.</summary>
    private void Sort(DagBuilder scope, ScopeUse use)
    {
        HashSet<NodeDefinition> placed = [];
        foreach (NodeDefinition node in scope.Nodes.Where(use.Needs.ContainsKey))
        {
            Place(node, scope, use, placed, []);
        }
    }

    private void Place(NodeDefinition node, DagBuilder scope, ScopeUse use, HashSet<NodeDefinition> placed, List<NodeDefinition> path)
    {
        if (placed.Contains(node))
        {
            return;
        }

        if (path.IndexOf(node) is var start and >= 0)
        {
            TellCircle(scope, [node, .. path[(start + 1)..].AsEnumerable().Reverse()]);
            return;
        }

        path.Add(node);
        foreach (NodeDefinition needed in use.Needs[node])
        {
            Place(needed, scope, use, placed, path);
        }

        path.RemoveAt(path.Count - 1);
        if (placed.Add(node))
        {
            use.Order.Add(node);
        }
    }

    /// <summary>All edges but those of a fallback go back to what was added before: so it is the fallback of the node that was added first.</summary>
    private void TellCircle(DagBuilder scope, NodeDefinition[] circle)
    {
        NodeDefinition first = scope.Nodes.First(circle.Contains);
        int start = Array.IndexOf(circle, first);
        _circle(first, [.. circle[start..], .. circle[..start]]);
    }

    private sealed class ScopeUse
    {
        /// <summary>The nodes that somebody needs, and the nodes of the same graph that each of them needs.</summary>
        public Dictionary<NodeDefinition, NodeDefinition[]> Needs { get; } = [];

        public List<NodeDefinition> Order { get; } = [];

        public List<Port> Captured { get; } = [];
    }
}
