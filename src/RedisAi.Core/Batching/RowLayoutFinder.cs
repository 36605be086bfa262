namespace RedisAi.Batching;

/// <summary>Finds which axes have the rows of a call, from what a model declares and the application says.</summary>
/// <remarks>That there is a layout does not show that rows are independent: <see cref="IndependenceProbe"/> does.</remarks>
internal static class RowLayoutFinder
{
    /// <summary>Finds the layout of a model whose options were checked by <see cref="MergeOptionsCheck"/>; null when its calls cannot share runs.</summary>
    /// <param name="signature">What the model takes and gives.</param>
    /// <param name="options">What the application says.</param>
    /// <param name="declaresRows">Whether the signature's symbols tell which axes have rows.</param>
    /// <param name="reason">Why, as a clause.</param>
    public static RowLayout? Find(ModelSignature signature, MergeOptions options, bool declaresRows, out string reason)
    {
        reason = WhyNever(signature, options, declaresRows);
        if (reason.Length > 0)
        {
            return null;
        }

        bool needsSymbol = options.Batching.Mode != BatchingMode.On && options.States.Count == 0;
        string? symbol = RowSymbol.Find(signature, options, everywhere: needsSymbol);
        int[] inputs = [.. signature.Inputs.Select(input => InputAxis(input, options, symbol))];
        int[] outputs = [.. signature.Outputs.Select(output => SaidAxes.OfOutput(options, output.Name) ?? AxisOf(symbol, output) ?? 0)];
        reason = WhyNot(signature, inputs, outputs);
        if (reason.Length > 0)
        {
            return null;
        }

        if (symbol is null && needsSymbol)
        {
            reason = "its inputs and outputs share no dimension of one name, so nothing tells where a call has its rows; if they are independent, BatchingMode.On says so";
            return null;
        }

        reason = symbol is null ? "rows are along the axes that the options name, else the first" : $"rows are along the dimension '{symbol}'";
        return new RowLayout(inputs, outputs);
    }

    /// <summary>The axis that has that name; null when none has.</summary>
    internal static int? AxisOf(string? symbol, TensorSpec spec)
    {
        int axis = symbol is null ? -1 : spec.Shape.Symbols.IndexOf(symbol);
        return axis < 0 ? null : axis;
    }

    private static string WhyNever(ModelSignature signature, MergeOptions options, bool declaresRows)
    {
        if (options.Batching.Mode == BatchingMode.Off)
        {
            return "batching is off";
        }

        if (signature.HasOpenOutputs)
        {
            return "only a run tells which outputs the model has";
        }

        return declaresRows || options.Batching.Mode == BatchingMode.On
            ? ""
            : "the model does not declare where a call has its rows; if they are independent, BatchingMode.On says so";
    }

    private static int InputAxis(TensorSpec input, MergeOptions options, string? symbol)
    {
        if (options.SharedInputs.Contains(input.Name) || (input.Shape.IsRankKnown && input.Shape.Rank == 0))
        {
            return RowLayout.Shared;
        }

        // Where the rows have a name, an input without it has none.
        return SaidAxes.OfInput(options, input.Name) ?? AxisOf(symbol, input) ?? (symbol is null ? 0 : RowLayout.Shared);
    }

    private static string WhyNot(ModelSignature signature, int[] inputs, int[] outputs)
    {
        if (Array.TrueForAll(inputs, static axis => axis == RowLayout.Shared))
        {
            return "no input has rows";
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            TensorSpec input = signature.Inputs[i];
            if (inputs[i] != RowLayout.Shared && input.Shape.IsRankKnown && input.Shape[inputs[i]] is not ShapePattern.AnyLength and { } length)
            {
                return $"the input '{input.Name}' is declared as {input.TypeAndShape}: axis {inputs[i]}, where its rows would be, always has the length {length}";
            }
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            if (signature.Outputs[i].Shape is { IsRankKnown: true, Rank: 0 })
            {
                return $"the output '{signature.Outputs[i].Name}' is a single value for all rows";
            }
        }

        return "";
    }
}
