using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Distances of rows to some points, in doubles.</summary>
/// <param name="Points">[points, columns].</param>
/// <param name="Count">The number of points.</param>
/// <param name="Columns">The number of columns.</param>
internal sealed record Distances(double[] Points, int Count, int Columns)
{
    /// <summary>Adds the squares of Euclidean distances, [rows, points], by way of products: |x|² - 2 x p + |p|².</summary>
    /// <remarks>Rows and points are first moved so that the points' middle is at 0: where all values are large, the sum of large terms would leave little of a small one.</remarks>
    public string AddSquares(OnnxGraph graph, string rows)
    {
        double[] middle = Middle();
        double[] moved = new double[Points.Length];
        double[] squares = new double[Count];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = Points[i] - middle[i % Columns];
            squares[i / Columns] += moved[i] * moved[i];
        }

        string centred = graph.Node("Sub", rows, graph.Constant(OnnxTensor.Of(middle, 1, Columns)));
        string products = graph.Times(centred, GraphArithmetic.Transpose(moved, Count, Columns), Columns, Count);
        string own = graph.Sum(graph.Node("Mul", centred, centred));
        string both = graph.Node("Sub", own, graph.Node("Mul", products, graph.Number(2)));
        return graph.Node("Max", graph.Plus(both, squares), graph.Number(0));
    }

    private double[] Middle()
    {
        double[] middle = new double[Columns];
        for (int i = 0; i < Points.Length; i++)
        {
            middle[i % Columns] += Points[i] / Count;
        }

        return middle;
    }
}
