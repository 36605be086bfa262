using RedisAi.Tensors;

namespace RedisAi.Batching;

/// <summary>Inputs made up for a probe: some rows of each, which can be put together in any order.</summary>
internal sealed class ProbeInputs : IDisposable
{
    /// <summary>The most elements that all inputs of a probe have together.</summary>
    private const long MaxElements = 64 << 20;

    private readonly RowLayout _layout;

    /// <summary>For each input its rows; only one value for one that is not per row, none for one that is left out.</summary>
    private readonly TensorValue[][] _rows;

    private ProbeInputs(RowLayout layout, TensorValue[][] rows, int count) => (_layout, _rows, Count) = (layout, rows, count);

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>Says why no inputs can be made up for a model, or null.</summary>
    public static string? WhyImpossible(ModelSignature signature)
    {
        foreach (TensorSpec input in signature.Inputs)
        {
            // An input without declared rank is not tried: some runtimes end the process when a scalar comes where they expect axes.
            if (!input.IsOptional && !IsDeclared(input))
            {
                return $"the input '{input.Name}' is declared as {input.TypeAndShape}, for which no values can be made up";
            }
        }

        return null;
    }

    /// <summary>Makes as many rows as fit; null when not even two do.</summary>
    public static ProbeInputs? TryCreate(ModelSignature signature, RowLayout layout, ProbeTrial trial, int maxRows)
    {
        TensorShape?[] shapes = new TensorShape?[signature.Inputs.Count];
        long elements = 0;
        for (int i = 0; i < shapes.Length; i++)
        {
            TensorSpec input = signature.Inputs[i];
            if (input.IsOptional && !(trial.WithOptional && IsDeclared(input)))
            {
                continue;
            }

            shapes[i] = RowShape(input, layout.InputAxes[i], trial.Length);
            if (shapes[i] is not { ElementCount: <= MaxElements } shape)
            {
                return null;
            }

            elements += shape.ElementCount;
        }

        // Each row is there alone and among others.
        long rows = Math.Min(maxRows, MaxElements / 2 / Math.Max(elements, 1));
        return rows < 2 ? null : Create(signature, layout, trial, shapes, (int)rows);
    }

    /// <summary>Puts rows together, in the given order. The caller releases the values, also when this throws.</summary>
    public void Join(ReadOnlySpan<int> order, Span<TensorValue> values)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            values[i] = _rows[i] switch
            {
                [] => default,
                [TensorValue shared] => shared.AddReference(),
                TensorValue[] rows => order.Length == 1 ? rows[order[0]].AddReference() : Join(rows, _layout.InputAxes[i], order),
            };
        }
    }

    public void Dispose()
    {
        foreach (TensorValue[] rows in _rows)
        {
            ProbeRun.Release(rows);
        }
    }

    private static bool IsDeclared(TensorSpec input) => input.DataType != TensorDataType.Undefined && input.Shape.IsRankKnown;

    private static TensorShape? RowShape(TensorSpec input, int rowAxis, long length)
    {
        long[] lengths = [.. input.Shape.Dimensions];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = axis == rowAxis ? 1 : lengths[axis] == ShapePattern.AnyLength ? length : lengths[axis];
        }

        try
        {
            return TensorShape.Create(lengths);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static ProbeInputs Create(ModelSignature signature, RowLayout layout, ProbeTrial trial, TensorShape?[] shapes, int count)
    {
        TensorValue[][] rows = [.. shapes.Select((shape, index) => new TensorValue[shape is null ? 0 : layout.InputAxes[index] == RowLayout.Shared ? 1 : count])];
        ProbeInputs inputs = new(layout, rows, count);
        try
        {
            for (int i = 0; i < shapes.Length; i++)
            {
                for (int row = 0; row < rows[i].Length; row++)
                {
                    rows[i][row] = Value(signature.Inputs[i], layout.InputAxes[i] == RowLayout.Shared, shapes[i]!, trial, i, row);
                }
            }

            return inputs;
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    private static TensorValue Value(TensorSpec spec, bool isShared, TensorShape shape, ProbeTrial trial, int input, int row)
    {
        if (spec.DataType == TensorDataType.String)
        {
            return TensorValue.CreateStrings(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(element => ProbeValues.Word(input, row, element))]);
        }

        TensorValue value = TensorValue.Allocate(spec.DataType, shape);
        Span<byte> bytes = value.AsWritableBytes();
        if (isShared)
        {
            ProbeValues.FillShared(spec, trial, input, bytes);
        }
        else
        {
            ProbeValues.Fill(spec.DataType, trial.Kind, input, row, bytes);
        }

        return value;
    }

    private static TensorValue Join(TensorValue[] rows, int axis, ReadOnlySpan<int> order)
    {
        TensorShape one = rows[0].Shape;
        TensorShape all = one.WithAxis(axis, order.Length);
        int outer = (int)RowComparison.Product(one, 0, axis);
        int inner = (int)RowComparison.Product(one, axis + 1, one.Rank);
        if (rows[0].DataType == TensorDataType.String)
        {
            string[] texts = new string[all.ElementCount];
            for (int to = 0; to < outer * order.Length; to++)
            {
                rows[order[to % order.Length]].Strings.Slice(to / order.Length * inner, inner).CopyTo(texts.AsSpan(to * inner));
            }

            return TensorValue.CreateStrings(all, texts);
        }

        TensorValue joined = TensorValue.Allocate(rows[0].DataType, all);
        inner *= rows[0].DataType.ByteSize();
        for (int to = 0; to < outer * order.Length; to++)
        {
            rows[order[to % order.Length]].Bytes.Slice(to / order.Length * inner, inner).CopyTo(joined.AsWritableBytes()[(to * inner)..]);
        }

        return joined;
    }
}
