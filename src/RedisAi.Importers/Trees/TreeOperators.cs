using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Trees;

/// <summary>Adds an ensemble to a graph: as one operator, or as several whose results are added.</summary>
/// <param name="parts">The trees of each operator.</param>
/// <param name="targets">How many numbers the ensemble gives for a row.</param>
/// <param name="inputType">The type of the inputs.</param>
/// <param name="sum">How values are summed.</param>
internal sealed class TreeOperators(IReadOnlyList<TreeNodes> parts, int targets, OnnxElementType inputType, TreeSum sum)
{
    /// <summary>About how many bytes a node takes of either kind.</summary>
    private const int BytesOfNode = 28;

    private const int BytesOfNewNode = 10;

    /// <summary>A model of ONNX has less than 2 GiB.</summary>
    private const int MaxNodes = 60_000_000;

    /// <summary>ONNX Runtime has one type for inputs, thresholds and sums.</summary>
    private bool IsDouble => inputType == OnnxElementType.Double || sum == TreeSum.Double;

    private bool Single => inputType == OnnxElementType.Float;

    public string AddRegressorTo(OnnxGraph graph, string input, ReadOnlySpan<double> baseValues, bool softmax)
    {
        input = Prepare(graph, input);
        if (parts.Count == 1)
        {
            return new TreeOperator(parts[0], targets, IsDouble, Single).AddRegressorTo(graph, input, baseValues, softmax);
        }

        string result = AddParts(graph, input, baseValues);
        return softmax ? Softmax(graph, result) : result;
    }

    public (string Label, string Probabilities) AddClassifierTo(OnnxGraph graph, string input, bool softmax)
    {
        input = Prepare(graph, input);
        if (parts.Count == 1)
        {
            return new TreeOperator(parts[0], targets, IsDouble, Single).AddClassifierTo(graph, input, softmax);
        }

        string result = AddParts(graph, input, []);
        string label = graph.Node("ArgMax", [result], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 0L));
        return (label, softmax ? Softmax(graph, result) : result);
    }

    private static string Softmax(OnnxGraph graph, string values) => graph.Node("Softmax", [values], OnnxAttribute.Of("axis", 1L));

    private static string Cast(OnnxGraph graph, string values, OnnxElementType type) => graph.Node("Cast", [values], OnnxAttribute.Of("to", (long)type));

    private string Prepare(OnnxGraph graph, string input)
    {
        long nodes = parts.Sum(static part => (long)part.Count);
        if (nodes > MaxNodes)
        {
            throw new ModelLoadException($"The trees have {nodes:N0} nodes; at most {MaxNodes:N0} are supported.");
        }

        // The newer operator knows neither nodes with two parents nor leaves with several values.
        graph.HasNewTrees = graph.AllowsNewTrees && parts.Count > 1 && parts.All(static part => part.IsPlain);
        graph.ExpectedBytes += (int)nodes * (graph.HasNewTrees ? BytesOfNewNode : BytesOfNode);
        return IsDouble && Single ? Cast(graph, input, OnnxElementType.Double) : input;
    }

    private string AddParts(OnnxGraph graph, string input, ReadOnlySpan<double> baseValues)
    {
        string[] sums = [.. parts.Select(part => graph.HasNewTrees
            ? new NewTreeOperator(part, targets, IsDouble, Single).AddTo(graph, input)
            : new TreeOperator(part, targets, IsDouble, Single).AddRegressorTo(graph, input, [], softmax: false))];
        string result = graph.Node("Sum", sums);
        if (graph.HasNewTrees && IsDouble)
        {
            result = Cast(graph, result, OnnxElementType.Float);
        }

        return baseValues.IsEmpty ? result : graph.Node("Add", result, graph.Constant(OnnxTensor.Of(Array.ConvertAll(baseValues.ToArray(), static value => (float)value), targets)));
    }
}
