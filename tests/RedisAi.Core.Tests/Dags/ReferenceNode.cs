namespace RedisAi.Tests.Dags;

/// <summary>A node of a random graph, as plain recursion evaluates it. Values are rows of numbers: one for a tensor, any number for a sequence.</summary>
/// <param name="scope">The graph that it is in.</param>
/// <param name="path">Its name, with the nodes that it is within.</param>
/// <param name="inputs">What it takes.</param>
internal sealed class ReferenceNode(ReferenceScope scope, string path, params IReadOnlyList<ReferenceValue> inputs)
{
    public ReferenceScope Scope => scope;

    public string Path => path;

    public IReadOnlyList<ReferenceValue> Inputs => inputs;

    /// <summary>The graphs within it.</summary>
    public List<ReferenceScope> Bodies { get; } = [];

    /// <summary>What runs when it fails; one of <see cref="Bodies"/>.</summary>
    public ReferenceScope? Fallback { get; set; }

    /// <summary>Gives its outputs; null when it has failed, and then the node that has is noted.</summary>
    public Func<ReferenceFrame, long[][], HashSet<string>, long[][]?>? Evaluate { get; set; }

    /// <summary>All values that are there before it runs, also those that only graphs within it take.</summary>
    public IEnumerable<ReferenceValue> Needs => inputs.Concat(Bodies.SelectMany(static body => body.Captured()));
}

/// <summary>An output of a node.</summary>
internal sealed record ReferenceValue(ReferenceNode Node, int Index);
