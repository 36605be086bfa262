namespace RedisAi.Tests.Dags;

/// <summary>A graph of <see cref="ReferenceNode"/>.</summary>
internal sealed class ReferenceScope
{
    public List<ReferenceValue> Results { get; } = [];

    /// <summary>What it takes from the graphs around it.</summary>
    public IReadOnlySet<ReferenceValue> Captured()
    {
        HashSet<ReferenceValue> captured = [];
        HashSet<ReferenceNode> seen = [];
        Stack<ReferenceValue> open = new(Results);
        while (open.TryPop(out ReferenceValue? value))
        {
            if (value.Node.Scope != this)
            {
                captured.Add(value);
            }
            else if (seen.Add(value.Node))
            {
                foreach (ReferenceValue needed in value.Node.Needs)
                {
                    open.Push(needed);
                }
            }
        }

        return captured;
    }

    /// <summary>Evaluates the graph.</summary>
    /// <param name="outer">The values around it; null for the outermost graph.</param>
    /// <param name="given">The nodes that are inputs, and their values.</param>
    /// <param name="failures">Takes the paths of all nodes that fail.</param>
    /// <returns>Null when something has failed.</returns>
    public long[][]? Evaluate(ReferenceFrame? outer, IEnumerable<(ReferenceNode Node, long Value)> given, HashSet<string> failures)
    {
        ReferenceFrame frame = new(this, outer);
        foreach ((ReferenceNode node, long value) in given)
        {
            frame.Set(node, value);
        }

        return frame.ValuesOf(Results, failures);
    }
}
