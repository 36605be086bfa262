namespace RedisAi.Dags.Building;

/// <summary>One of two graphs, as a truth value says.</summary>
/// <param name="scope">The graph.</param>
/// <param name="name">The node's name.</param>
/// <param name="condition">The truth value.</param>
/// <param name="then">Where it is true; as many results as the other.</param>
/// <param name="otherwise">Where it is false.</param>
internal sealed class IfDefinition(DagBuilder scope, string name, Port condition, BodyDefinition then, BodyDefinition otherwise) : NodeDefinition(scope, name, [condition])
{
    public BodyDefinition Then => then;

    public BodyDefinition Otherwise => otherwise;

    public override bool GivesSequence => then.Results is [{ IsSequence: true }];

    public override bool HasSingleOutput => then.Results.Count == 1;

    public override IEnumerable<BodyDefinition> Bodies => base.Bodies.Prepend(otherwise).Prepend(then);

    public override (string Kind, string Label) Description => ("if", Name);
}
