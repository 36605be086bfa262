using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>What classifiers answer, and what others make of it.</summary>
internal static class ClassAnswers
{
    /// <summary>What a classifier answers whose label is the most probable class.</summary>
    public static SklearnAnswer Answer(this ClassLabels labels, OnnxGraph graph, SklearnValue probabilities, SklearnValue? scores = null) => new()
    {
        Label = labels.PickBest(graph, probabilities.Name),
        Probabilities = probabilities,
        Scores = scores,
    };

    /// <summary>For labels [rows] of some classes: 1 for the class that it is, else 0, as doubles [rows, classes].</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="classes">The classes.</param>
    public static string Marks(OnnxGraph graph, SklearnValue labels, SkopsValue classes)
    {
        string column = graph.Node("Unsqueeze", labels.Name, graph.Wholes(1));
        long[] numbers;
        if (labels.Type == OnnxElementType.String)
        {
            string[] texts = classes is SkopsList list ? [.. list.AsList().Select(static item => item.AsText())] : classes.AsArray().ToTexts();
            numbers = [.. Enumerable.Range(0, texts.Length).Select(static position => (long)position)];
            OnnxAttribute[] attributes = [OnnxAttribute.Of("keys_strings", texts), OnnxAttribute.Of("values_int64s", numbers), OnnxAttribute.Of("default_int64", -1L)];
            column = graph.Node("LabelEncoder", [column], attributes, 1, OnnxGraph.MachineLearning)[0];
        }
        else
        {
            NpyArray array = classes.AsArray();
            numbers = Array.ConvertAll(array.ToDoubles(), static number => (long)number);
            column = labels.Type == OnnxElementType.Int64 ? column : graph.Cast(column, OnnxElementType.Int64);
        }

        return graph.Cast(graph.Node("Equal", column, graph.Constant(OnnxTensor.Of(numbers, 1, numbers.Length))), OnnxElementType.Double);
    }

    /// <summary>A value of doubles.</summary>
    public static string AsDoubles(this OnnxGraph graph, SklearnValue value) =>
        value.Type == OnnxElementType.Double ? value.Name : graph.Cast(value.Name, OnnxElementType.Double);
}
