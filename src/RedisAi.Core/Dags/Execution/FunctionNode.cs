using RedisAi.Dags.Building;

namespace RedisAi.Dags.Execution;

/// <summary>Runs C# code.</summary>
internal sealed class FunctionNode(NodeFrame frame) : PlanNode(frame)
{
    public required FunctionBody Body { get; init; }

    /// <summary>How many outputs it has.</summary>
    public required int OutputCount { get; init; }

    /// <summary>Whether its only input is a sequence.</summary>
    public required bool TakesSequence { get; init; }

    public override NodeRun CreateRun(GraphRun graph) =>
        Body.Kernel is not null ? new KernelNodeRun(graph, this)
        : Body.Asynchronous is not null ? new AsyncFunctionNodeRun(graph, this)
        : Body.Single is not null ? new SingleFunctionNodeRun(graph, this)
        : new FunctionNodeRun(graph, this);
}
