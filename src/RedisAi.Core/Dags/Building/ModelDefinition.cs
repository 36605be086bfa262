namespace RedisAi.Dags.Building;

/// <summary>A model.</summary>
/// <param name="scope">The graph.</param>
/// <param name="name">The node's name.</param>
/// <param name="key">The model's key.</param>
/// <param name="inputs">Where its inputs come from.</param>
/// <param name="inputNames">The names of these inputs; null when they are given by position.</param>
internal sealed class ModelDefinition(DagBuilder scope, string name, string key, IReadOnlyList<Port> inputs, IReadOnlyList<string>? inputNames)
    : NodeDefinition(scope, name, inputs)
{
    public string Key => key;

    public IReadOnlyList<string>? InputNames => inputNames;

    public override bool HasSingleOutput => false;

    public override (string Kind, string Label) Description => ("model", key);
}
