using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>Makes a signature of what <c>forward</c> declares and of what the options add to it.</summary>
internal static class TorchSignature
{
    public static ModelSignature Create(in RaitFunction forward, TorchModelOptions options)
    {
        if (forward.Unsupported.Length > 0)
        {
            throw new ModelLoadException($"The method 'forward{forward.Declaration}' cannot be called. {forward.Unsupported}");
        }

        // What a loop puts into a list, or a condition into a dictionary, only a run tells.
        bool open = forward.OutputCount < 0 && options.Outputs.Count == 0;
        return new ModelSignature(Inputs(in forward, options.Inputs), open ? [] : Outputs(in forward, options.Outputs)) { HasOpenOutputs = open };
    }

    private static List<TensorSpec> Inputs(in RaitFunction forward, IList<TensorSpec> declared)
    {
        List<TensorSpec> inputs = [];
        foreach (ref readonly RaitSlot slot in forward.InputSpan)
        {
            string name = slot.Name.ToString();
            if (slot.Variadic == 0)
            {
                inputs.Add(Spec(name, in slot));
                continue;
            }

            if (inputs.Count + 1 < forward.InputCount)
            {
                throw new ModelLoadException($"The method 'forward{forward.Declaration}' cannot be called: the list '{name}' takes all inputs that are left, so nothing may come after it.");
            }

            int length = Math.Max(1, declared.Count(spec => spec.Name.StartsWith(name + ".", StringComparison.Ordinal)));
            for (int i = 0; i < length; i++)
            {
                inputs.Add(Spec($"{name}.{i}", in slot));
            }
        }

        foreach (TensorSpec spec in declared)
        {
            int index = inputs.FindIndex(input => input.Name == spec.Name);
            if (index < 0)
            {
                throw new ModelLoadException(
                    $"TorchModelOptions.Inputs declares '{spec.Name}', which 'forward{forward.Declaration}' does not take; it takes {string.Join(", ", inputs.Select(static input => $"'{input.Name}'"))}.");
            }

            inputs[index] = spec with { IsOptional = spec.IsOptional || inputs[index].IsOptional };
        }

        return inputs;
    }

    private static List<TensorSpec> Outputs(in RaitFunction forward, IList<TensorSpec> declared)
    {
        if (forward.OutputCount < 0)
        {
            return [.. declared];
        }

        ReadOnlySpan<RaitSlot> slots = forward.OutputSpan;
        if (declared.Count > 0)
        {
            return declared.Count == slots.Length ? [.. declared] : throw new ModelLoadException(
                $"TorchModelOptions.Outputs declares {declared.Count} outputs; 'forward{forward.Declaration}' gives {slots.Length}.");
        }

        List<TensorSpec> outputs = [];
        HashSet<string> names = [];
        for (int i = 0; i < slots.Length; i++)
        {
            string name = slots[i].Name.ToString();
            if (name.Length == 0)
            {
                name = slots.Length == 1 ? "output" : $"output_{i}";
            }

            // What is made up may be the name of another one, too.
            while (!names.Add(name))
            {
                name = $"{name}_{i}";
            }

            outputs.Add(Spec(name, in slots[i]));
        }

        return outputs;
    }

    private static TensorSpec Spec(string name, in RaitSlot slot) =>
        new(name, TorchElement.FromNative(slot.Type), slot.Rank == 0 ? new ShapePattern([]) : ShapePattern.Any) { IsOptional = slot.Optional != 0 };
}
