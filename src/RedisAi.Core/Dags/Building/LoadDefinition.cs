namespace RedisAi.Dags.Building;

/// <summary>A tensor of the store.</summary>
internal sealed class LoadDefinition(DagBuilder scope, string name, KeyTemplate key) : NodeDefinition(scope, name, [])
{
    public KeyTemplate Key => key;

    public override (string Kind, string Label) Description => ("load", key.Text);
}
