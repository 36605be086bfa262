namespace RedisAi.Dags.Execution;

/// <summary>Runs one of two graphs.</summary>
internal sealed class IfNode(NodeFrame frame) : PlanNode(frame)
{
    /// <summary>Whether each branch gives a sequence, and nothing else.</summary>
    public required bool GivesSequence { get; init; }

    public required PlanBody Then { get; init; }

    public required PlanBody Otherwise { get; init; }

    public override IEnumerable<PlanBody> Bodies => base.Bodies.Prepend(Otherwise).Prepend(Then);

    public override NodeRun CreateRun(GraphRun graph) => new IfNodeRun(graph, this);
}
