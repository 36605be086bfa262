using RedisAi.Errors;

namespace RedisAi.Dags.Building;

/// <summary>A node as it was added to a builder.</summary>
/// <param name="scope">The builder of the graph that it is in.</param>
/// <param name="name">Its name, unique in that graph.</param>
/// <param name="inputs">Where its inputs come from.</param>
internal abstract class NodeDefinition(DagBuilder scope, string name, IReadOnlyList<Port> inputs)
{
    public DagBuilder Scope => scope;

    public string Name { get; set; } = name;

    public IReadOnlyList<Port> Inputs => inputs;

    /// <summary>How long it may take.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>What runs when it fails.</summary>
    public BodyDefinition? Fallback { get; set; }

    /// <summary>Whether it runs even where nobody needs its outputs.</summary>
    public bool IsAlways { get; set; }

    /// <summary>The nodes of the same graph, added before, that must have ended before it begins, though it needs nothing of what they give.</summary>
    public List<NodeDefinition> After { get; } = [];

    /// <summary>How many outputs it must give where only a run tells; null for any number that suffices.</summary>
    public int? ExpectedOutputs { get; set; }

    /// <summary>What was said of outputs that declare nothing themselves.</summary>
    public Dictionary<(int Index, string? Name), TensorSpec> Declared { get; } = [];

    /// <summary>Whether it has one output only, which sentences then call by the node's name.</summary>
    public virtual bool HasSingleOutput => true;

    /// <summary>Whether its output is any number of tensors.</summary>
    public virtual bool GivesSequence => false;

    /// <summary>The graphs within it.</summary>
    public virtual IEnumerable<BodyDefinition> Bodies => Fallback is null ? [] : [Fallback];

    /// <summary>What it is, for drawings: a kind, and what it runs.</summary>
    public abstract (string Kind, string Label) Description { get; }

    /// <exception cref="TensorMismatchException">It has given another number of outputs than it must.</exception>
    public void ThrowIfUnexpected(int outputs)
    {
        if (ExpectedOutputs is { } expected && expected != outputs)
        {
            throw new TensorMismatchException("outputs", $"{expected}", $"{outputs}", $"The node '{Scope.PathOf(Name)}' gave {Counted.Of(outputs, "output")}; {expected} {(expected == 1 ? "is" : "are")} expected.");
        }
    }
}
