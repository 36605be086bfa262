namespace RedisAi.Dags.Building;

/// <summary>The same graph for each item of a sequence.</summary>
/// <param name="scope">The graph.</param>
/// <param name="name">The node's name.</param>
/// <param name="items">The sequence.</param>
/// <param name="body">What is done with each item; one result.</param>
/// <param name="maxConcurrency">How many items are under way at once.</param>
internal sealed class MapDefinition(DagBuilder scope, string name, Port items, BodyDefinition body, int maxConcurrency) : NodeDefinition(scope, name, [items])
{
    public BodyDefinition Body => body;

    public int MaxConcurrency => maxConcurrency;

    public override bool GivesSequence => true;

    public override IEnumerable<BodyDefinition> Bodies => base.Bodies.Prepend(body);

    public override (string Kind, string Label) Description => ("map", Name);
}
