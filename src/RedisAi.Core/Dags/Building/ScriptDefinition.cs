namespace RedisAi.Dags.Building;

/// <summary>A function of a script.</summary>
/// <param name="scope">The graph.</param>
/// <param name="name">The node's name.</param>
/// <param name="key">The script's key.</param>
/// <param name="function">The function.</param>
/// <param name="inputs">Where its inputs come from.</param>
/// <param name="keys">The keys that it is told.</param>
/// <param name="args">Its further arguments.</param>
internal sealed class ScriptDefinition(
    DagBuilder scope, string name, string key, string function, IReadOnlyList<Port> inputs, IReadOnlyList<KeyTemplate> keys, IReadOnlyList<KeyTemplate> args)
    : NodeDefinition(scope, name, inputs)
{
    public string Key => key;

    public string Function => function;

    public IReadOnlyList<KeyTemplate> Keys => keys;

    public IReadOnlyList<KeyTemplate> Args => args;

    public override bool HasSingleOutput => false;

    public override (string Kind, string Label) Description => ("script", $"{key}.{function}");
}
