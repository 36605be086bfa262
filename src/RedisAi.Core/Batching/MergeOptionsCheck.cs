namespace RedisAi.Batching;

/// <summary>Checks what the application says of a model's inputs and outputs against the model.</summary>
internal static class MergeOptionsCheck
{
    /// <exception cref="ModelLoadException">Something is named that the model does not have, or does not fit it.</exception>
    public static void ThrowIfUnfit(ModelSignature signature, MergeOptions options)
    {
        foreach (string name in options.SharedInputs)
        {
            Find(signature.Inputs, name, "SharedInputs", "input");
        }

        CheckStates(signature, options);
        CheckAxes(signature, options);
    }

    private static void CheckStates(ModelSignature signature, MergeOptions options)
    {
        HashSet<string> inputs = [];
        foreach (ModelState state in options.States)
        {
            TensorSpec input = Find(signature.Inputs, state.Input, "States", "input");
            CheckAxis(input, state.BatchAxis, "The BatchAxis of the state");
            if (!inputs.Add(state.Input))
            {
                throw new ModelLoadException($"States names the input '{state.Input}' twice; an input is one state.");
            }

            if (options.SharedInputs.Contains(state.Input))
            {
                throw new ModelLoadException($"The input '{state.Input}' is in States and in SharedInputs; a state has rows, a shared input has none.");
            }

            if (signature.HasOpenOutputs)
            {
                throw new ModelLoadException(
                    $"States takes the next state '{state.Input}' from the output '{state.Output}', and the model does not declare its outputs: declare them in its options, for TorchScript by ConfigureTorch(torch => torch.Outputs.Add(...)).");
            }

            CheckNext(input, Find(signature.Outputs, state.Output, "States", "output"), state.BatchAxis);
        }
    }

    private static void CheckNext(TensorSpec input, TensorSpec output, int axis)
    {
        CheckAxis(output, axis, "The BatchAxis of the state");
        if (!input.DataType.MayBe(output.DataType))
        {
            throw new ModelLoadException(
                $"The output '{output.Name}' is to be the next state of the input '{input.Name}', which takes {input.DataType}; it gives {output.DataType}.");
        }

        if (input.Shape.IsRankKnown && output.Shape.IsRankKnown && !CanFollow(input.Shape, output.Shape))
        {
            throw new ModelLoadException(
                $"The output '{output.Name}' is to be the next state of the input '{input.Name}', which takes {input.TypeAndShape}; it gives {output.TypeAndShape}.");
        }
    }

    /// <summary>Whether ranks and fixed lengths are equal, as far as both are declared.</summary>
    private static bool CanFollow(ShapePattern input, ShapePattern output)
    {
        bool fits = input.Rank == output.Rank;
        for (int axis = 0; fits && axis < input.Rank; axis++)
        {
            fits = input[axis] == output[axis] || input[axis] == ShapePattern.AnyLength || output[axis] == ShapePattern.AnyLength;
        }

        return fits;
    }

    private static void CheckAxes(ModelSignature signature, MergeOptions options)
    {
        foreach ((string name, int axis) in options.Batching.Axes)
        {
            TensorSpec? input = signature.Inputs.FirstOrDefault(input => input.Name == name);
            TensorSpec? output = signature.Outputs.FirstOrDefault(output => output.Name == name);
            if (input is null && output is null && !signature.HasOpenOutputs)
            {
                throw new ModelLoadException(
                    $"Batching.Axes names '{name}', which is no input or output of the model; it has {Names(signature.Inputs.Concat(signature.Outputs))}.");
            }

            if (input is not null && output is null && options.SharedInputs.Contains(name))
            {
                throw new ModelLoadException($"The input '{name}' is in Batching.Axes and in SharedInputs; a shared input has no rows.");
            }

            if (options.States.FirstOrDefault(state => (state.Input == name || state.Output == name) && state.BatchAxis != axis) is { } state)
            {
                throw new ModelLoadException($"Batching.Axes says {axis} for '{name}', and its state says BatchAxis {state.BatchAxis}.");
            }

            CheckAxis(input, axis, "Batching.Axes");
            CheckAxis(output, axis, "Batching.Axes");
        }
    }

    private static void CheckAxis(TensorSpec? spec, int axis, string what)
    {
        if (axis < 0 || (spec is { Shape.IsRankKnown: true } && axis >= spec.Shape.Rank))
        {
            throw new ModelLoadException($"{what} is {axis} for '{spec?.Name}', which is declared as {spec?.TypeAndShape}; it must be one of its axes, counted from 0.");
        }
    }

    private static TensorSpec Find(IReadOnlyList<TensorSpec> specs, string name, string option, string kind) =>
        specs.FirstOrDefault(spec => spec.Name == name)
        ?? throw new ModelLoadException($"{option} names '{name}', which is no {kind} of the model; it has {Names(specs)}.");

    private static string Names(IEnumerable<TensorSpec> specs) => string.Join(", ", specs.Select(static spec => $"'{spec.Name}'"));
}
