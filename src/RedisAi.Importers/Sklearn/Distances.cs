using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Distances of rows to some points, in doubles.</summary>
/// <param name="Points">[points, columns].</param>
/// <param name="Count">The number of points.</param>
/// <param name="Columns">The number of columns.</param>
internal sealed record Distances(double[] Points, int Count, int Columns)
{
    /// <summary>How many differences of one row are taken at once.</summary>
    private const int MaxDifferences = 1 << 16;

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

    /// <summary>Adds Minkowski's distances, [rows, points], of a power other than 2: the sums of powers of differences, or the largest difference for an infinite one.</summary>
    public string AddPowers(OnnxGraph graph, string rows, double power)
    {
        // All differences at once would take as many times more memory as there are columns.
        int block = Math.Clamp(MaxDifferences / Count, 1, Columns);
        List<string> parts = [];
        for (int first = 0; first < Columns; first += block)
        {
            int width = Math.Min(block, Columns - first);
            double[] points = new double[Count * width];
            for (int i = 0; i < points.Length; i++)
            {
                points[i] = Points[(i / width * Columns) + first + (i % width)];
            }

            string own = graph.Columns(rows, [.. Enumerable.Range(first, width).Select(static column => (long)column)]);
            string differences = graph.Node("Abs", graph.Node("Sub", graph.Node("Unsqueeze", own, graph.Wholes(1)), graph.Constant(OnnxTensor.Of(points, 1, Count, width))));
            string raised = power is 1 or double.PositiveInfinity ? differences : graph.Node("Pow", differences, graph.Number(power));
            parts.Add(graph.Node(double.IsInfinity(power) ? "ReduceMax" : "ReduceSum", [raised, graph.Wholes(2)], OnnxAttribute.Of("keepdims", 0L)));
        }

        string all = parts.Count == 1 ? parts[0] : graph.Node(double.IsInfinity(power) ? "Max" : "Sum", parts);
        return power is 1 or double.PositiveInfinity ? all : graph.Node("Pow", all, graph.Number(1 / power));
    }

    /// <summary>Adds 1 - the cosine of the angle between a row and a point, [rows, points]; of what has no direction it is 1.</summary>
    public string AddCosines(OnnxGraph graph, string rows)
    {
        double[] directions = new double[Points.Length];
        for (int point = 0; point < Count; point++)
        {
            ReadOnlySpan<double> own = Points.AsSpan(point * Columns, Columns);
            double length = 0;
            foreach (double value in own)
            {
                length += value * value;
            }

            for (int column = 0; column < Columns; column++)
            {
                directions[(point * Columns) + column] = length == 0 ? 0 : own[column] / Math.Sqrt(length);
            }
        }

        string lengths = graph.Node("Sqrt", graph.Sum(graph.Node("Mul", rows, rows)));
        string kept = graph.Node("Where", graph.Node("Equal", lengths, graph.Number(0)), graph.Number(1), lengths);
        string cosines = graph.Times(graph.Node("Div", rows, kept), GraphArithmetic.Transpose(directions, Count, Columns), Columns, Count);
        return graph.Node("Clip", graph.Node("Sub", graph.Number(1), cosines), graph.Number(0), graph.Number(2));
    }

    /// <summary>Notes the columns in which the points lie far from 0, compared to how far they lie from each other.</summary>
    public void NoteFar(SklearnStep step)
    {
        double[] middle = Middle();
        double sum = 0;
        for (int i = 0; i < Points.Length; i++)
        {
            double distance = Points[i] - middle[i % Columns];
            sum += distance * distance;
        }

        step.NoteFar(middle, Math.Sqrt(sum / Count));
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
