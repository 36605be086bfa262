using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;

namespace RedisAi.Dags.Compilation;

/// <summary>Compiles nodes with graphs within them.</summary>
internal static class BranchNodeCompiler
{
    private static readonly TensorSpec s_condition = new("condition", TensorDataType.Bool, ShapePattern.Any);

    public static PlanNode Compile(CompileContext context, NodeParts parts, MapDefinition definition)
    {
        // An item may have another shape than the one before.
        context.SetType(new Port(definition.Body.Item!, 0, null, IsSequence: false), context.TypeOf(definition.Inputs[0]).Again(context.Axes));
        PlanBody body = NodeCompiler.CompileBody(context, parts, definition.Body);
        foreach ((Port port, _) in parts.Used)
        {
            context.SetType(port, context.TypeOf(definition.Body.Results[0]).Again(context.Axes));
        }

        return new MapNode(NodeCompiler.FrameOf(context, parts, [new PlanInput(parts.Inputs[0], null)]))
        {
            Body = body,

            // Calls with a state come in the order of the items, one after the other.
            MaxConcurrency = context.StatefulOf(definition).Count > 0 ? 1 : definition.MaxConcurrency,
        };
    }

    public static PlanNode Compile(CompileContext context, NodeParts parts, IfDefinition definition)
    {
        EdgeCheck condition = context.Connect(definition.Inputs[0], definition, "condition", s_condition, symbols: null);
        PlanBody then = NodeCompiler.CompileBody(context, parts, definition.Then);
        PlanBody otherwise = NodeCompiler.CompileBody(context, parts, definition.Otherwise);
        int count = Math.Min(definition.Then.Results.Count, definition.Otherwise.Results.Count);
        foreach ((Port port, _) in parts.Used)
        {
            if (port.Name is { } name)
            {
                context.Problems.Of(parts.Path, $"the branches have no output '{name}': ask for it by its place.");
            }
            else if (NodeCompiler.TryCheckPlace(context, parts, port, count, "each branch"))
            {
                context.SetType(port, KnownType.Either(
                    ($"{parts.Path}/then", context.TypeOf(definition.Then.Results[port.Index])),
                    ($"{parts.Path}/otherwise", context.TypeOf(definition.Otherwise.Results[port.Index])),
                    context.Axes));
            }
        }

        return new IfNode(NodeCompiler.FrameOf(context, parts, [new PlanInput(parts.Inputs[0], condition)]))
        {
            GivesSequence = definition.GivesSequence,
            Then = then,
            Otherwise = otherwise,
        };
    }
}
