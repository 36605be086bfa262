using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>Weighted sums of the columns, which decompositions give: of <c>components_</c>, [components, columns].</summary>
internal static class LinearProjection
{
    /// <summary>Adds the sums.</summary>
    /// <param name="step">The model.</param>
    /// <param name="mean">What is taken from each column before; null for nothing.</param>
    /// <param name="scale">What each sum is divided by; null for 1. Gets the number of components.</param>
    public static SklearnTable Of(SklearnStep step, double[]? mean, Func<int, double[]>? scale)
    {
        NpyArray array = step.Model.Array("components_");
        int columns = step.Input.Width;
        if (array.Shape.Count != 2 || array.Count == 0 || array.Shape[1] != columns)
        {
            throw step.Unsupported($"has components of the shape ({string.Join(", ", array.Shape)}), and its input has {columns} columns");
        }

        int components = (int)array.Shape[0];
        double[] rows = array.ToDoubles();
        double[]? divisors = scale?.Invoke(components);
        double[] weights = new double[rows.Length];
        for (int component = 0; component < components; component++)
        {
            for (int column = 0; column < columns; column++)
            {
                weights[(column * components) + component] = rows[(component * columns) + column] / (divisors?[component] ?? 1);
            }
        }

        string values = step.Doubles();
        string centered = mean is null ? values : step.Graph.Node("Sub", values, step.Constant(mean, columns));
        string sums = step.Graph.Node("MatMul", centered, step.Constant(weights, columns, components));

        // Singles stay singles if the model was fitted to such.
        bool single = step.Input.NumericType == OnnxElementType.Float && array.Type is { Kind: 'f', Size: 4 };
        return single
            ? new SklearnTable(step.Graph.Node("Cast", [sums], OnnxAttribute.Of("to", (long)OnnxElementType.Float)), OnnxElementType.Float, components)
            : new SklearnTable(sums, OnnxElementType.Double, components);
    }
}
