namespace RedisAi.Dags.Building;

/// <summary>A node in C#.</summary>
/// <param name="scope">The graph.</param>
/// <param name="name">The node's name.</param>
/// <param name="inputs">Where its inputs come from.</param>
/// <param name="outputs">The names of its outputs; null for a single one.</param>
/// <param name="body">What it does.</param>
internal sealed class FunctionDefinition(DagBuilder scope, string name, IReadOnlyList<Port> inputs, IReadOnlyList<string>? outputs, FunctionBody body)
    : NodeDefinition(scope, name, inputs)
{
    public IReadOnlyList<string>? Outputs => outputs;

    public FunctionBody Body => body;

    public override bool HasSingleOutput => outputs is null;

    public override bool GivesSequence => body.GivesSequence;

    public override (string Kind, string Label) Description => (Kind, Name);

    /// <summary>What it is called by its form, in drawings and in sentences.</summary>
    public string Kind => body.Kernel is not null ? "kernel" : body.GivesSequence ? "split" : "function";
}
