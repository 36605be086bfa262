namespace RedisAi.Batching;

/// <summary>Finds the name of the dimension that has one length for each row of a call.</summary>
internal static class RowSymbol
{
    /// <summary>The symbol that all outputs and at least one input have once, such as <c>batch</c>; null when none has.</summary>
    /// <param name="signature">What the model takes and gives.</param>
    /// <param name="options">Where the application says that rows are.</param>
    /// <param name="everywhere">Whether inputs and outputs whose axis the application has named must have the symbol there, too.</param>
    public static string? Find(ModelSignature signature, MergeOptions options, bool everywhere)
    {
        string? best = null;
        int least = int.MaxValue;
        foreach (string symbol in signature.Inputs.SelectMany(static input => input.Shape.Symbols.ToArray()).Where(static symbol => symbol.Length > 0).Distinct())
        {
            int cost = IsShared(symbol, signature, options, everywhere) ? Cost(symbol, signature) : int.MaxValue;
            if (cost < least)
            {
                (best, least) = (symbol, cost);
            }
        }

        return best;
    }

    /// <summary>Of several, the one that is called a batch, else the outermost: a wrong guess is refuted by the probe.</summary>
    private static int Cost(string symbol, ModelSignature signature)
    {
        int axes = signature.Inputs.Concat(signature.Outputs).Sum(spec => RowLayoutFinder.AxisOf(symbol, spec) ?? 0);
        return symbol.Contains("batch", StringComparison.OrdinalIgnoreCase) ? axes : axes + 1_000_000;
    }

    private static bool IsShared(string symbol, ModelSignature signature, MergeOptions options, bool everywhere)
    {
        foreach (TensorSpec output in signature.Outputs)
        {
            if (!Fits(symbol, output, SaidAxes.OfOutput(options, output.Name), mayLack: false, everywhere))
            {
                return false;
            }
        }

        bool any = false;
        foreach (TensorSpec input in signature.Inputs)
        {
            bool shared = options.SharedInputs.Contains(input.Name);
            int count = input.Shape.Symbols.Count(symbol);

            // An input that is the same for all calls of a run cannot have as many rows as these have together.
            if (shared ? count > 0 : !Fits(symbol, input, SaidAxes.OfInput(options, input.Name), mayLack: true, everywhere))
            {
                return false;
            }

            any |= count > 0;
        }

        return any;
    }

    private static bool Fits(string symbol, TensorSpec spec, int? said, bool mayLack, bool everywhere)
    {
        int count = spec.Shape.Symbols.Count(symbol);
        if (said is null)
        {
            return count == 1 || (count == 0 && mayLack);
        }

        return count == 0 ? !everywhere : count == 1 && spec.Shape.Symbols[said.Value] == symbol;
    }
}
