namespace RedisAi.Tests.Dags;

/// <summary>The values of one evaluation of a graph.</summary>
internal sealed class ReferenceFrame(ReferenceScope scope, ReferenceFrame? outer)
{
    private readonly Dictionary<ReferenceNode, long[][]?> _known = [];

    public void Set(ReferenceNode input, long value) => _known[input] = [[value]];

    /// <summary>All of some values; null when one of them is missing, since something before it has failed.</summary>
    public long[][]? ValuesOf(IEnumerable<ReferenceValue> values, HashSet<string> failures)
    {
        // All of them, so that all failures are known: which comes first is a matter of chance.
        long[]?[] all = [.. values.Select(value => ValueOf(value, failures))];
        return all.Contains(null) ? null : [.. all.Select(static value => value!)];
    }

    private long[]? ValueOf(ReferenceValue value, HashSet<string> failures) =>
        value.Node.Scope == scope ? OutputsOf(value.Node, failures)?[value.Index] : outer!.ValueOf(value, failures);

    private long[][]? OutputsOf(ReferenceNode node, HashSet<string> failures)
    {
        if (!_known.TryGetValue(node, out long[][]? outputs))
        {
            outputs = ValuesOf(node.Needs, failures) is null ? null : Run(node, failures);
            _known[node] = outputs;
        }

        return outputs;
    }

    private long[][]? Run(ReferenceNode node, HashSet<string> failures)
    {
        long[][] inputs = ValuesOf(node.Inputs, failures)!;
        if (node.Fallback is null)
        {
            return node.Evaluate!(this, inputs, failures);
        }

        long[][]? outputs = node.Evaluate!(this, inputs, []) ?? node.Fallback.Evaluate(this, [], []);
        if (outputs is null)
        {
            failures.Add(node.Path);
        }

        return outputs;
    }
}
