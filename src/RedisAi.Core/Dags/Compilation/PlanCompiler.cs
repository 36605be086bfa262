using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;
using RedisAi.Dags.Serialization;

namespace RedisAi.Dags.Compilation;

/// <summary>Makes a plan of what a builder holds.</summary>
internal static class PlanCompiler
{
    /// <exception cref="DagCompilationException">Something does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The engine is closing.</exception>
    public static DagPlan Compile(DagBuilder builder, DagServices services)
    {
        services.Runs.ThrowIfClosed();
        PlanProblems problems = new();
        foreach (string mistake in builder.Mistakes)
        {
            problems.Add(mistake);
        }

        Liveness liveness = new(builder, (node, circle) => problems.Of(
            node.Scope.PathOf(node.Name), $"its fallback needs what the node itself gives: {PlanProblems.List(circle.Select(static node => node.Name))}."));
        CompileContext context = new(services, liveness, problems) { DefersTypes = builder.DefersTypes };

        InputDefinition[] inputs = [.. builder.Nodes.OfType<InputDefinition>()];
        Port[] inputPorts = [.. inputs.Select(static input => new Port(input, 0, null, IsSequence: false))];
        foreach (Port port in inputPorts)
        {
            context.SetType(port, KnownType.Of(SpecOf((InputDefinition)port.Node), context.Axes, symbols: null));
        }

        Port[] results = [.. builder.Outputs.Select(static output => output.Port), .. builder.Persists.Select(static persist => persist.Port)];
        PlanGraph graph = GraphCompiler.Compile(context, builder, inputPorts, results);
        CheckWhole(builder, context, graph);
        if (context.Problems.Sentences.Count > 0)
        {
            throw new DagCompilationException(builder.Name, context.Problems.Sentences);
        }

        // Now, as the builder may go on to be changed.
        string? unwritable = services.Catalog is null ? "there is no storage" : PlanWriter.Unwritable(builder);
        return new DagPlan(services, new PlanShape
        {
            Name = builder.Name,
            Graph = graph,
            Inputs = [.. inputs.Select(static input => SpecOf(input))],
            InputChecks = [.. inputs.Select(input => new EdgeCheck($"Input '{input.Name}' of the plan '{builder.Name}'", input.Name, SpecOf(input)))],
            Outputs = [.. builder.Outputs.Select(output => context.TypeOf(output.Port).ToSpec(output.Name, context.Axes))],
            SequenceOutputs = [.. builder.Outputs.Select(static output => output.Port.IsSequence)],
            Persists = [.. builder.Persists],
            StatefulModels = context.StatefulModels,
            Placeholders = [.. context.Placeholders],
            DroppedNodes = [.. builder.Nodes.Where(node => node is not InputDefinition && !liveness.IsNeeded(node)).Select(static node => node.Name)],
            UnusedInputs = [.. inputs.Where((_, place) => graph.InputSlots[place] < 0).Select(static input => input.Name)],
            Axes = context.Axes,
            IsReadOnly = builder.Persists.Count == 0 && !context.HasEffects,
            Unwritable = unwritable,
            Data = unwritable is null ? PlanWriter.Write(builder) : [],
        });
    }

    private static TensorSpec SpecOf(InputDefinition input) => input.Declared.TryGetValue((0, null), out TensorSpec? declared)
        ? declared with { Name = input.Name }
        : new TensorSpec(input.Name, TensorDataType.Undefined, ShapePattern.Any);

    private static void CheckWhole(DagBuilder builder, CompileContext context, PlanGraph graph)
    {
        if (graph.Nodes.Length == 0 && graph.ResultSlots.Length == 0)
        {
            context.Problems.Add("There is nothing to do: no output, nothing to persist, and no node that always runs.");
        }

        foreach (IGrouping<string, PersistDefinition> twice in builder.Persists.GroupBy(static persist => persist.Key.Text).Where(static group => group.Count() > 1))
        {
            context.Problems.Add($"The key '{twice.Key}' is persisted twice.");
        }

        foreach (PersistDefinition persist in builder.Persists)
        {
            context.Placeholders.UnionWith(persist.Key.Names);
        }
    }
}
