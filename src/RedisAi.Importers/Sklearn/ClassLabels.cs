using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>The labels of a classifier's classes: whole numbers (True is 1), texts, or numbers with fractions.</summary>
internal sealed class ClassLabels
{
    private readonly OnnxTensor _labels;

    /// <summary>Whether the labels are 0, 1, 2 and so on: their own positions.</summary>
    private readonly bool _arePositions;

    private ClassLabels(OnnxTensor labels, int count, bool arePositions = false) => (_labels, Count, _arePositions) = (labels, count, arePositions);

    /// <summary>The number of classes.</summary>
    public int Count { get; }

    /// <summary>The labels that a model has in <c>classes_</c>.</summary>
    public static ClassLabels Of(SklearnStep step) => Of(step, step.Model.Get("classes_"));

    /// <summary>The labels of an array.</summary>
    public static ClassLabels Of(SklearnStep step, SkopsValue labels)
    {
        if (labels is SkopsArray)
        {
            Reading.NpyArray array = labels.AsArray();
            return array.Shape.Count != 1 || array.Count == 0 ? throw step.Unsupported("has several outputs, or no classes") : array.Type.Kind switch
            {
                'U' or 'S' => new ClassLabels(OnnxTensor.Of(array.ToTexts(), array.Count), array.Count),
                'f' => OfNumbers(array.ToDoubles()),
                _ => OfWholes(array.ToInt64s()),
            };
        }

        IReadOnlyList<SkopsValue> items = labels.AsList();
        return items.Count == 0 || items.Any(static item => item is not SkopsScalar)
            ? throw step.Unsupported("has several outputs, or no classes")
            : items[0] is SkopsScalar { Value: string }
                ? new ClassLabels(OnnxTensor.Of([.. items.Select(static item => item.AsText())], items.Count), items.Count)
                : OfNumbers([.. items.Select(static item => item.AsDouble())]);
    }

    /// <summary>The labels at positions [rows].</summary>
    public SklearnValue Pick(OnnxGraph graph, string positions) =>
        _arePositions ? new(positions, OnnxElementType.Int64) : new(graph.Node("Gather", graph.Constant(_labels), positions), _labels.Type);

    /// <summary>For each row of [rows, classes] the label of the largest number, and of the first one of equals.</summary>
    public SklearnValue PickBest(OnnxGraph graph, string scores) =>
        Pick(graph, graph.Node("ArgMax", [scores], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 0L)));

    /// <summary>For each number of [rows] the second label where it is above zero, else the first: of two classes.</summary>
    public SklearnValue PickBySign(OnnxGraph graph, string scores, OnnxElementType type)
    {
        string zero = graph.Constant(type == OnnxElementType.Double ? OnnxTensor.Scalar(0d) : OnnxTensor.Scalar(0f));
        return Pick(graph, graph.Node("Cast", [graph.Node("Greater", scores, zero)], OnnxAttribute.Of("to", (long)OnnxElementType.Int64)));
    }

    private static ClassLabels OfWholes(long[] numbers) =>
        new(OnnxTensor.Of(numbers, numbers.Length), numbers.Length, numbers.Index().All(static number => number.Index == number.Item));

    private static ClassLabels OfNumbers(double[] numbers) => Array.TrueForAll(numbers, static number => number == Math.Floor(number) && Math.Abs(number) < 1L << 53)
        ? OfWholes(Array.ConvertAll(numbers, static number => (long)number))
        : new ClassLabels(OnnxTensor.Of(numbers, numbers.Length), numbers.Length);
}
