using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>What classifiers make of the raw values of boosted trees.</summary>
internal static class BoostedScores
{
    /// <param name="graph">The graph.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="raw">Doubles [rows, 1] for two classes, else [rows, classes].</param>
    /// <param name="factor">What raw values are multiplied by before the sigmoid.</param>
    public static SklearnAnswer Answer(OnnxGraph graph, ClassLabels labels, string raw, double factor = 1)
    {
        if (labels.Count != 2)
        {
            SklearnValue shares = new(graph.Softmax(raw), OnnxElementType.Double, labels.Count);
            return labels.Answer(graph, shares, new SklearnValue(raw, OnnxElementType.Double, labels.Count)) with { LogProbabilities = LogProbabilities.OfSoftmax(graph, raw, labels.Count) };
        }

        string scaled = factor == 1 ? raw : graph.Node("Mul", raw, graph.Number(factor));
        string both = graph.Join(graph.Node("Sigmoid", graph.Node("Neg", scaled)), graph.Node("Sigmoid", scaled));
        string flat = graph.Flat(raw);
        return new SklearnAnswer
        {
            Label = labels.Pick(graph, graph.Cast(graph.Node("GreaterOrEqual", flat, graph.Number(0)), OnnxElementType.Int64)),
            Probabilities = new SklearnValue(both, OnnxElementType.Double, 2),
            LogProbabilities = LogProbabilities.OfBoth(graph, scaled),
            Scores = new SklearnValue(flat, OnnxElementType.Double),
        };
    }
}
