using RedisAi.Dags.Building;
using RedisAi.Scripts;

namespace RedisAi.Dags.Execution;

/// <summary>Calls a function of a script.</summary>
internal sealed class ScriptNode(NodeFrame frame) : PlanNode(frame)
{
    public required ScriptDefinition Definition { get; init; }

    public required ScriptHandle Script { get; init; }

    public override NodeRun CreateRun(GraphRun graph) => new ScriptNodeRun(graph, this);
}
