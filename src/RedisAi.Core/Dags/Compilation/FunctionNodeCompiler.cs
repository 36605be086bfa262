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

        PlanBody? fallback = NodeCompiler.FallbackOf(context, parts);
        return new FunctionNode
        {
            Path = parts.Path,
            Description = definition.Description,
            Index = parts.Index,
            Inputs = [.. parts.Inputs.Select(static slot => new PlanInput(slot, null))],
            Outputs = NodeCompiler.OutputsOf(parts),
            Timeout = definition.Timeout,
            Fallback = fallback,
            Reads = NodeCompiler.ReadsOf(context, parts),
            Turns = NodeCompiler.TurnsOf(context, parts),
            Body = definition.Body,
            OutputCount = count,
            TakesSequence = definition.Inputs is [{ IsSequence: true }],
        };
    }
}
