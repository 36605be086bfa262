using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;

namespace RedisAi.Dags.Compilation;

/// <summary>Compiles a node, of whatever kind.</summary>
internal static class NodeCompiler
{
    public static PlanNode Compile(CompileContext context, NodeParts parts)
    {
        PlanNode node = parts.Definition switch
        {
            LoadDefinition load => CompileLoad(context, parts, load),
            ModelDefinition model => ModelNodeCompiler.Compile(context, parts, model),
            ScriptDefinition script => ScriptNodeCompiler.Compile(context, parts, script),
            FunctionDefinition function => FunctionNodeCompiler.Compile(context, parts, function),
            MapDefinition map => BranchNodeCompiler.Compile(context, parts, map),
            IfDefinition choice => BranchNodeCompiler.Compile(context, parts, choice),
            _ => throw new InvalidOperationException($"There is no compiler for {parts.Definition.GetType().Name}."),
        };
        JoinFallback(context, parts);
        Declare(context, parts);
        return node;
    }

    /// <summary>What nodes of all kinds have. Asked for when the graphs within the node are compiled; compiles its fallback.</summary>
    public static NodeFrame FrameOf(CompileContext context, NodeParts parts, PlanInput[] inputs)
    {
        PlanBody? fallback = parts.Definition.Fallback is { } body ? CompileBody(context, parts, body) : null;
        return new NodeFrame(
            parts.Path, parts.Definition.Description, parts.Index, inputs, OutputsOf(parts), parts.Definition.Timeout, fallback, ReadsOf(context, parts), TurnsOf(context, parts));
    }

    /// <summary>The inputs of a node that takes what comes.</summary>
    public static PlanInput[] InputsOf(NodeParts parts) => [.. parts.Inputs.Select(static slot => new PlanInput(slot, null))];

    /// <summary>The outputs that somebody needs, with the check of what was said of them.</summary>
    private static PlanOutput[] OutputsOf(NodeParts parts) =>
    [
        .. parts.Used.Select(used => new PlanOutput(
            used.Port.Index,
            used.Port.Name,
            used.Slot,
            parts.Definition.Declared.TryGetValue((used.Port.Index, used.Port.Name), out TensorSpec? declared)
                ? new EdgeCheck(EdgeCheck.Of(used.Port.ToString()), used.Port.ToString(), declared)
                : null)),
    ];

    /// <summary>All slots that a node reads, each once.</summary>
    private static int[] ReadsOf(CompileContext context, NodeParts parts) =>
        [.. parts.Inputs.Concat(parts.Definition.Bodies.SelectMany(body => context.Liveness.CapturedBy(body.Scope)).Select(port => parts.SlotOf(port))).Distinct()];

    /// <summary>Compiles a graph within a node.</summary>
    public static PlanBody CompileBody(CompileContext context, NodeParts parts, BodyDefinition body)
    {
        // It may not run, so what it takes says nothing of the values around it.
        int mark = context.Axes.Count;
        PlanBody compiled = GraphCompiler.Compile(context, body, parts.SlotOf);
        context.Axes.Undo(mark);
        context.NoteStateful(parts.Definition, body.Scope.Nodes.SelectMany(node => context.StatefulOf(node)));
        return compiled;
    }

    /// <summary>The places of the stateful models that a node of the plan itself calls.</summary>
    private static int[] TurnsOf(CompileContext context, NodeParts parts) => parts.Definition.Scope.Parent is null
        ? [.. context.StatefulOf(parts.Definition).Select(model => context.StatefulModels.IndexOf(model)).Order()]
        : [];

    /// <summary>Checks a place among the outputs; a sentence is added where there is none.</summary>
    public static bool TryCheckPlace(CompileContext context, NodeParts parts, Port port, int count, string what)
    {
        if (port.Index < count)
        {
            return true;
        }

        context.Problems.Of(parts.Path, $"{what} has no output {port.Index}; it has {count}.");
        return false;
    }

    private static LoadNode CompileLoad(CompileContext context, NodeParts parts, LoadDefinition load)
    {
        context.Placeholders.UnionWith(load.Key.Names);
        return new LoadNode(FrameOf(context, parts, []))
        {
            Key = load.Key,
            Tensors = context.Services.Tensors,
        };
    }

    /// <summary>What was said of outputs holds for what the node gives and for what its fallback does.</summary>
    private static void Declare(CompileContext context, NodeParts parts)
    {
        foreach ((Port port, _) in parts.Used)
        {
            if (parts.Definition.Declared.TryGetValue((port.Index, port.Name), out TensorSpec? declared))
            {
                context.Declare(port, declared);
            }
        }
    }

    /// <summary>An output is what the node gives, or what its fallback does.</summary>
    private static void JoinFallback(CompileContext context, NodeParts parts)
    {
        if (parts.Definition.Fallback is not { } fallback)
        {
            return;
        }

        foreach ((Port port, _) in parts.Used)
        {
            if (port.Index < 0)
            {
                context.Problems.Of(parts.Path, $"the output '{port.Name}' has a fallback, so it must be asked for by its place.");
            }
            else if (port.Index >= fallback.Results.Count)
            {
                context.Problems.Of(parts.Path, $"the fallback gives {fallback.Results.Count} values; output {port.Index} is used.");
            }
            else
            {
                context.SetType(port, KnownType.Either((parts.Path, context.TypeOf(port)), ($"{parts.Path}/fallback", context.TypeOf(fallback.Results[port.Index])), context.Axes));
            }
        }
    }
}
