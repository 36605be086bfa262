namespace RedisAi.Dags.Execution;

/// <summary>Runs a graph for each item of a sequence.</summary>
internal sealed class MapNode(NodeFrame frame) : PlanNode(frame)
{
    public required PlanBody Body { get; init; }

    public required int MaxConcurrency { get; init; }

    public override IEnumerable<PlanBody> Bodies => base.Bodies.Prepend(Body);

    public override NodeRun CreateRun(GraphRun graph) => new MapNodeRun(graph, this);
}
