using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;

namespace RedisAi.Dags.Compilation;

/// <summary>Compiles nodes in C#.</summary>
internal static class FunctionNodeCompiler
{
    public static PlanNode Compile(CompileContext context, NodeParts parts, FunctionDefinition definition)
    {
        int count = definition.Outputs?.Count ?? 1;
        foreach ((Port port, _) in parts.Used)
        {
            if (port.Name is { } name)
            {
                context.Problems.Of(parts.Path, $"the {definition.Kind} has no output '{name}'; it has {PlanProblems.List(definition.Outputs ?? [])}.");
            }
            else
            {
                NodeCompiler.TryCheckPlace(context, parts, port, count, $"the {definition.Kind}");
            }
        }

        return new FunctionNode(NodeCompiler.FrameOf(context, parts, NodeCompiler.InputsOf(parts)))
        {
            Body = definition.Body,
            OutputCount = count,
            TakesSequence = definition.Inputs is [{ IsSequence: true }],
        };
    }
}
