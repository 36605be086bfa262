using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Numbers for texts. ONNX Runtime looks a text up in a table, and compares none.</summary>
internal static class TextCodes
{
    /// <summary>Adds whole numbers: a code for each known text, another for all others.</summary>
    public static string Whole(OnnxGraph graph, string values, IReadOnlyList<string> texts, long[] codes, long other) => graph.Node(
        "LabelEncoder", [values], [OnnxAttribute.Of("keys_strings", texts), OnnxAttribute.Of("values_int64s", codes), OnnxAttribute.Of("default_int64", other)], 1, OnnxGraph.MachineLearning)[0];

    /// <summary>Adds singles: a number for each known text, another for all others.</summary>
    public static string Singles(OnnxGraph graph, string values, IReadOnlyList<string> texts, float[] codes, float other) => graph.Node(
        "LabelEncoder", [values], [OnnxAttribute.Of("keys_strings", texts), OnnxAttribute.Of("values_floats", codes), OnnxAttribute.Of("default_float", other)], 1, OnnxGraph.MachineLearning)[0];

    /// <summary>Adds truths: where a text is.</summary>
    public static string FindOne(OnnxGraph graph, string values, string text) =>
        graph.Node("Cast", [Whole(graph, values, [text], [1], 0)], OnnxAttribute.Of("to", (long)OnnxElementType.Bool));
}
