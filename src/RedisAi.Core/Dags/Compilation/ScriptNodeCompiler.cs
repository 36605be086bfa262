using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;
using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Scripts;

namespace RedisAi.Dags.Compilation;

/// <summary>Compiles nodes that call scripts: these declare how many tensors they take, and nothing of their types.</summary>
internal static class ScriptNodeCompiler
{
    public static PlanNode Compile(CompileContext context, NodeParts parts, ScriptDefinition definition)
    {
        ScriptHandle script = context.Services.ScriptOf(definition.Key);
        Check(context, parts, definition, script.FindFunctions());
        foreach (KeyTemplate template in definition.Keys.Concat(definition.Args))
        {
            context.Placeholders.UnionWith(template.Names);
        }

        context.HasEffects = true;
        return new ScriptNode(NodeCompiler.FrameOf(context, parts, NodeCompiler.InputsOf(parts)))
        {
            Definition = definition,
            Script = script,
        };
    }

    private static void Check(CompileContext context, NodeParts parts, ScriptDefinition definition, IReadOnlyList<ScriptFunction>? functions)
    {
        if (functions is null)
        {
            context.Problems.Of(parts.Path, $"there is no script '{definition.Key}'{context.Services.Absences.Of(RunSubject.Script, definition.Key).Why}.");
        }
        else if (functions.FirstOrDefault(known => known.Name == definition.Function) is not { } function)
        {
            context.Problems.Of(
                parts.Path, $"the script '{definition.Key}' has no function '{definition.Function}'; it has {PlanProblems.List(functions.Select(static known => known.Name))}.");
        }
        else if (!Takes(function, definition.Inputs.Count))
        {
            context.Problems.Of(
                parts.Path, $"the function '{definition.Function}' of the script '{definition.Key}' takes {function}; {Counted.Of(definition.Inputs.Count, "tensor")} {(definition.Inputs.Count == 1 ? "is" : "are")} given.");
        }
    }

    /// <summary>Lists and tuples of tensors take several; lists of texts take keys and arguments; each other parameter takes one tensor.</summary>
    public static bool Takes(ScriptFunction function, int count)
    {
        if (function.TakesKeysAndArgs)
        {
            return true;
        }

        ScriptParameter[] taking = [.. function.Parameters.Where(static parameter => parameter.Type != "List[str]")];
        bool takesSeveral = taking.Any(static parameter => parameter.Type.StartsWith("List[", StringComparison.Ordinal) || parameter.Type.StartsWith("Tuple[", StringComparison.Ordinal));
        int needed = taking.Count(static parameter => !parameter.HasDefault && !parameter.Type.StartsWith("List[", StringComparison.Ordinal)
            && !parameter.Type.StartsWith("Optional[", StringComparison.Ordinal));
        return count >= needed && (takesSeveral || count <= taking.Length);
    }
}
