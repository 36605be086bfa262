using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Arithmetic on each column with a number of its own.</summary>
/// <remarks>
/// The library computes with doubles, and of singles it keeps the result of each operation as singles: trees that follow compare the rounded values. So is
/// it here.
/// </remarks>
internal static class ScaledColumns
{
    /// <summary>Takes a middle from each column, and divides by how far its values lie apart.</summary>
    /// <param name="step">Whose input is scaled.</param>
    /// <param name="middle">The middles; null for none.</param>
    /// <param name="distance">The distances; null for 1.</param>
    /// <param name="rounds">Whether these are rounded to singles, too, where the input is of such.</param>
    public static SklearnTable Centred(SklearnStep step, double[]? middle, double[]? distance, bool rounds = false)
    {
        if (middle is not null && distance is not null)
        {
            step.NoteFar(middle, distance);
        }

        bool single = rounds && step.Input.NumericType == OnnxElementType.Float;
        return Of(step, ("Sub", single ? Rounded(middle) : middle), ("Div", single ? Rounded(distance) : distance));
    }

    /// <summary>Applies operations, one after the other.</summary>
    /// <param name="step">Whose input is scaled.</param>
    /// <param name="operations">Each an operator and a number for each column; null for an operation that is left out.</param>
    public static SklearnTable Of(SklearnStep step, params ReadOnlySpan<(string Operator, double[]? Operand)> operations)
    {
        OnnxElementType type = step.Input.NumericType;
        string value = step.Matrix(type);
        foreach ((string name, double[]? operand) in operations)
        {
            if (operand is not null)
            {
                string exact = Cast(step.Graph, value, type, OnnxElementType.Double);
                value = Cast(step.Graph, step.Graph.Node(name, exact, step.Constant(operand, operand.Length)), OnnxElementType.Double, type);
            }
        }

        return new SklearnTable([new SklearnBlock(value, type, [.. step.Input.Origins.Select(static origin => origin is null ? null : origin with { IsExact = false })])], step.Input.Names);
    }

    /// <summary>Cuts off what lies outside of a range; NaN stays NaN.</summary>
    public static SklearnTable Clip(OnnxGraph graph, SklearnTable table, double low, double high) => table.Replace(block =>
    {
        (string min, string max) = block.Type == OnnxElementType.Float
            ? (graph.Constant(OnnxTensor.Scalar((float)low)), graph.Constant(OnnxTensor.Scalar((float)high)))
            : (graph.Constant(OnnxTensor.Scalar(low)), graph.Constant(OnnxTensor.Scalar(high)));
        string within = graph.Node("Clip", block.Value, min, max);
        return block with { Value = graph.Node("Where", graph.Node("IsNaN", block.Value), block.Value, within) };
    });

    private static double[]? Rounded(double[]? values) => values is null ? null : Array.ConvertAll(values, static value => (double)(float)value);

    private static string Cast(OnnxGraph graph, string value, OnnxElementType from, OnnxElementType to) =>
        from == to ? value : graph.Node("Cast", [value], OnnxAttribute.Of("to", (long)to));
}
