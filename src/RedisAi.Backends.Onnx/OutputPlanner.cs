using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx;

/// <summary>Learns which outputs can be given memory of ours beforehand, which saves a copy or a native allocation for each.</summary>
/// <remarks>
/// Declarations alone are not to be trusted: models in use declare [1] and give [64], which the runtime forgives only for outputs that
/// it allocates itself. So the first run for each combination of input shapes lets it allocate, and an output is planned only if its
/// declared shape, fixed lengths and named ones that the inputs settle, is the one that came. Sizes that depend on values are never
/// planned, as no declaration can tell them.
/// </remarks>
internal sealed class OutputPlanner(ModelSignature signature, FlatOutputs? flat)
{
    /// <summary>2 KB for a model. Calls that share runs come in any number of rows: with 64 places and no second choice some of them
    /// drove each other out again and again, and each of their runs let the runtime allocate.</summary>
    private const int TableBits = 8;

    /// <summary>How many places a plan may be in.</summary>
    private const int Choices = 4;

    private readonly OutputPlan?[] _plans = new OutputPlan?[1 << TableBits];
    private int _replaced;
    private volatile bool _disabled;

    /// <summary>The plan for inputs of these shapes, or null when there is none yet.</summary>
    public OutputPlan? Find(ReadOnlySpan<TensorValue> inputs)
    {
        int slot = SlotOf(inputs);
        for (int choice = 0; choice < Choices && !_disabled && PlaceOf(slot, choice) is { } plan; choice++)
        {
            if (plan.IsFor(inputs))
            {
                return plan;
            }
        }

        return null;
    }

    /// <summary>Makes a plan of what a run gave whose outputs the runtime allocated.</summary>
    public void Learn(ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<TensorValue> outputs)
    {
        if (_disabled)
        {
            return;
        }

        Dictionary<string, long> symbols = Bind(inputs);
        PlannedOutput?[] planned = new PlannedOutput?[outputs.Length];
        for (int i = 0; i < planned.Length; i++)
        {
            TensorSpec spec = signature.Outputs[i];
            TensorShape shape = outputs[i].Shape;
            planned[i] = spec.DataType != TensorDataType.String && Predicts(spec.Shape, symbols, shape)
                ? new PlannedOutput(shape, flat is not null && flat[i] ? FlatOutputs.InGraph(shape) : shape)
                : null;
        }

        TensorShape[] shapes = new TensorShape[inputs.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = inputs[i].Shape;
        }

        // Two threads that learn at once may lose one of both plans, which is learned again.
        int slot = SlotOf(inputs);
        int free = 0;
        while (free < Choices && PlaceOf(slot, free) is { } there && !there.IsFor(inputs))
        {
            free++;
        }

        Volatile.Write(ref PlaceOf(slot, free < Choices ? free : _replaced++ & (Choices - 1)), new OutputPlan(shapes, planned));
    }

    /// <summary>Gives up planning: the model gave another shape for inputs of the same shapes.</summary>
    public void Disable() => _disabled = true;

    private ref OutputPlan? PlaceOf(int slot, int choice) => ref _plans[(slot + choice) & ((1 << TableBits) - 1)];

    private static int SlotOf(ReadOnlySpan<TensorValue> inputs)
    {
        // Inputs often have the same shape: their hashes must not cancel each other out.
        uint hash = 0;
        foreach (ref readonly TensorValue input in inputs)
        {
            hash = (hash ^ (uint)input.Shape.GetHashCode()) * 0x9E37_79B1;
        }

        return (int)(hash >> (32 - TableBits));
    }

    private Dictionary<string, long> Bind(ReadOnlySpan<TensorValue> inputs)
    {
        Dictionary<string, long> symbols = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            ShapePattern pattern = signature.Inputs[i].Shape;
            for (int axis = 0; axis < pattern.Dimensions.Length; axis++)
            {
                string symbol = pattern.Symbols[axis];
                long length = inputs[i].Shape[axis];
                if (symbol.Length > 0 && !symbols.TryAdd(symbol, length) && symbols[symbol] != length)
                {
                    // Two lengths under one name: the name settles nothing.
                    symbols[symbol] = ShapePattern.AnyLength;
                }
            }
        }

        return symbols;
    }

    /// <summary>Whether the fixed lengths of a declaration, and those that the inputs settle, are those that came. It may declare more than any shape holds.</summary>
    private static bool Predicts(ShapePattern pattern, Dictionary<string, long> symbols, TensorShape shape)
    {
        if (!pattern.IsRankKnown || pattern.Rank != shape.Rank)
        {
            return false;
        }

        for (int axis = 0; axis < shape.Rank; axis++)
        {
            long length = pattern[axis] != ShapePattern.AnyLength ? pattern[axis] : symbols.GetValueOrDefault(pattern.Symbols[axis], ShapePattern.AnyLength);
            if (length != shape[axis])
            {
                return false;
            }
        }

        return true;
    }
}
