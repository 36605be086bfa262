using RedisAi.Dags.Building;

namespace RedisAi.Dags.Execution;

/// <summary>Reads a tensor from the store.</summary>
internal sealed class LoadNode(NodeFrame frame) : PlanNode(frame)
{
    public required KeyTemplate Key { get; init; }

    public required ITensorStore Tensors { get; init; }

    public override NodeRun CreateRun(GraphRun graph) => new LoadNodeRun(graph, this);
}
