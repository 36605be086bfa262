using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Arithmetic of graphs that several classes need. Values are [rows, columns] of doubles unless said otherwise.</summary>
internal static class GraphArithmetic
{
    public static string Cast(this OnnxGraph graph, string value, OnnxElementType type) => graph.Node("Cast", [value], OnnxAttribute.Of("to", (long)type));

    /// <summary>A constant without axes.</summary>
    public static string Number(this OnnxGraph graph, double value) => graph.Constant(OnnxTensor.Scalar(value));

    /// <summary>Whole numbers as a constant with one axis.</summary>
    public static string Wholes(this OnnxGraph graph, params long[] values) => graph.Constant(OnnxTensor.Of(values, values.Length));

    /// <summary>The sums along an axis, which stays, of length 1.</summary>
    public static string Sum(this OnnxGraph graph, string value, long axis = 1) => graph.Node("ReduceSum", value, graph.Wholes(axis));

    /// <summary>The largest along an axis, which stays, of length 1.</summary>
    public static string Largest(this OnnxGraph graph, string value, long axis = 1) => graph.Node("ReduceMax", value, graph.Wholes(axis));

    /// <summary>One column, [rows, 1].</summary>
    public static string Column(this OnnxGraph graph, string value, long column) => graph.Columns(value, column);

    /// <summary>Some columns in the order that is given.</summary>
    public static string Columns(this OnnxGraph graph, string value, params long[] columns) =>
        graph.Node("Gather", [value, graph.Wholes(columns)], OnnxAttribute.Of("axis", 1L));

    public static string Join(this OnnxGraph graph, params IReadOnlyList<string> values) =>
        values.Count == 1 ? values[0] : graph.Node("Concat", values, OnnxAttribute.Of("axis", 1L));

    public static string Softmax(this OnnxGraph graph, string value) => graph.Node("Softmax", [value], OnnxAttribute.Of("axis", 1L));

    /// <summary>The logarithm of the softmax, also where that is too small for a double.</summary>
    public static string LogSoftmax(this OnnxGraph graph, string value) => graph.Node("LogSoftmax", [value], OnnxAttribute.Of("axis", 1L));

    /// <summary>Two columns, of which the second is given and both make 1.</summary>
    public static string WithComplement(this OnnxGraph graph, string share) => graph.Join(graph.Node("Sub", graph.Number(1), share), share);

    /// <summary>A matrix times a constant one.</summary>
    public static string Times(this OnnxGraph graph, string value, double[] matrix, long rows, long columns) =>
        graph.Node("MatMul", value, graph.Constant(OnnxTensor.Of(matrix, rows, columns)));

    /// <summary>A row of constants is added to each row.</summary>
    public static string Plus(this OnnxGraph graph, string value, params double[] row) => graph.Node("Add", value, graph.Constant(OnnxTensor.Of(row, 1, row.Length)));

    /// <summary>Rows of constants, as a constant of their other axis first.</summary>
    public static double[] Transpose(double[] matrix, int rows, int columns)
    {
        double[] result = new double[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                result[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return result;
    }
}
