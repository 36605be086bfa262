using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>What linear models share: a weight for each column and target, and a constant for each target.</summary>
/// <param name="Weights">[columns, targets].</param>
/// <param name="Intercepts">[targets].</param>
/// <param name="IsVector">Whether the weights were saved as [columns]: the answer is [rows].</param>
internal sealed record LinearCoefficients(double[] Weights, double[] Intercepts, bool IsVector)
{
    public int Targets => Intercepts.Length;

    /// <summary>Reads them from <c>coef_</c> and <c>intercept_</c>.</summary>
    public static LinearCoefficients Of(SklearnStep step)
    {
        NpyArray array = step.Model.Array("coef_");
        int columns = step.Input.Width;
        int targets = columns == 0 ? 0 : array.Count / columns;
        if (array.Shape.Count is not (1 or 2) || targets == 0 || array.Shape[^1] != columns || (array.Shape.Count == 1 && targets != 1))
        {
            throw step.Unsupported($"has weights of the shape ({string.Join(", ", array.Shape)}), and its input has {columns} columns");
        }

        double[] rows = array.ToDoubles();
        double[] weights = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            weights[(i % columns * targets) + (i / columns)] = rows[i];
        }

        return new LinearCoefficients(weights, ReadIntercepts(step, targets), array.Shape.Count == 1);
    }

    /// <summary>Adds the sums, [rows, targets] of doubles.</summary>
    public string AddTo(SklearnStep step) =>
        step.Graph.Node("Gemm", step.Doubles(), step.Constant(Weights, Weights.Length / Targets, Targets), step.Constant(Intercepts, Targets));

    private static double[] ReadIntercepts(SklearnStep step, int targets)
    {
        double[] values = step.Model.Find("intercept_") switch
        {
            null => [0],
            Skops.SkopsScalar number => [number.AsDouble()],
            { } array => array.AsArray().ToDoubles(),
        };
        if (values.Length == 1 && targets > 1)
        {
            values = [.. Enumerable.Repeat(values[0], targets)];
        }

        return values.Length == targets ? values : throw step.Unsupported($"has {values.Length} intercepts for {targets} sums");
    }
}
