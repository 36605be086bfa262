using RedisAi.Tensors;

namespace RedisAi.Sessions;

/// <summary>Finds the states of a model in its signature.</summary>
internal static class StateSlots
{
    /// <summary>Makes the slots.</summary>
    /// <param name="model">The key of the model, for messages.</param>
    /// <param name="states">What was asked for; names and axes were checked.</param>
    /// <param name="signature">What the model takes and gives.</param>
    /// <exception cref="ModelLoadException">What a session starts with is not known, or does not fit.</exception>
    public static StateSlot[] Create(string model, IList<ModelState> states, ModelSignature signature)
    {
        StateSlot[] slots = new StateSlot[states.Count];
        int made = 0;
        try
        {
            foreach (ModelState state in states)
            {
                slots[made] = Create(model, state, signature);
                made++;
            }

            return slots;
        }
        catch
        {
            Release(slots.AsSpan(0, made));
            throw;
        }
    }

    /// <summary>Gives up the initial states.</summary>
    public static void Release(ReadOnlySpan<StateSlot> slots)
    {
        foreach (StateSlot slot in slots)
        {
            slot.Initial.Release();
        }
    }

    private static StateSlot Create(string model, ModelState state, ModelSignature signature)
    {
        int input = IndexOf(signature.Inputs, state.Input);
        TensorSpec spec = signature.Inputs[input];
        return new StateSlot(input, IndexOf(signature.Outputs, state.Output), spec, state.BatchAxis, Initial(model, state, spec), state.TimeToLive) { OutputName = state.Output };
    }

    private static TensorValue Initial(string model, ModelState state, TensorSpec spec)
    {
        if (state.Initial is { } given)
        {
            bool fits = spec.TakesType(given.DataType) && spec.Shape.Accepts(given.Shape)
                && given.Rank > state.BatchAxis && given.Shape[state.BatchAxis] == 1;
            return fits ? given.Lease() : throw new ModelLoadException(
                $"The initial state '{state.Input}' of model '{model}' is {given}; it must be {spec.TypeAndShape} with one row on axis {state.BatchAxis}.");
        }

        if (spec.DataType is TensorDataType.Undefined or TensorDataType.String || !spec.Shape.IsRankKnown || HasOtherOpenAxis(spec.Shape, state.BatchAxis))
        {
            throw new ModelLoadException(
                $"The state '{state.Input}' of model '{model}' is declared as {spec.TypeAndShape}, which does not tell what zeros a session starts with: set ModelState.Initial.");
        }

        long[] lengths = spec.Shape.Dimensions.ToArray();
        lengths[state.BatchAxis] = 1;
        return TensorRows.Zeros(spec.DataType, TensorShape.Create(lengths));
    }

    private static bool HasOtherOpenAxis(ShapePattern shape, int batchAxis)
    {
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (axis != batchAxis && shape[axis] == ShapePattern.AnyLength)
            {
                return true;
            }
        }

        return false;
    }

    private static int IndexOf(IReadOnlyList<TensorSpec> specs, string name) =>
        ModelSignature.PlaceOf(specs, name) is var place and >= 0 ? place : throw new ModelLoadException($"There is no '{name}'; there are {string.Join(", ", specs.Select(static spec => $"'{spec.Name}'"))}.");
}
