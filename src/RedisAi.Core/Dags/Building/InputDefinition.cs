namespace RedisAi.Dags.Building;

/// <summary>An input of the plan, or the item of a map.</summary>
internal sealed class InputDefinition(DagBuilder scope, string name) : NodeDefinition(scope, name, [])
{
    public override (string Kind, string Label) Description => ("input", Name);
}
