using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Logarithms of probabilities from what these are made of. The runtime's sigmoid of doubles is 0 below about -37, where that of Python still has a logarithm.</summary>
/// <remarks>Where numpy's own are 0 in doubles, the library gives minus infinity: so do these.</remarks>
internal static class LogProbabilities
{
    /// <summary>Where exp(-x) is infinite, so that 1 / (1 + exp(-x)) is 0.</summary>
    private const double LeastOfSigmoid = -709.782712893384;

    /// <summary>Where exp(x) is rounded to 0.</summary>
    private const double LeastOfExp = -745.1332191019412;

    /// <summary>Of one score [rows, 1] for two classes.</summary>
    public static SklearnValue OfBoth(OnnxGraph graph, string score)
    {
        // One less the probability is what the library has of the first class, with all that is lost by it.
        string first = graph.Node("Log", graph.Node("Sub", graph.Number(1), graph.Node("Sigmoid", score)));
        return new SklearnValue(graph.Join(first, OfSigmoid(graph, score)), OnnxElementType.Double, 2);
    }

    /// <summary>Of each class against all others, [rows, classes], made to add up to 1.</summary>
    public static SklearnValue OfEach(OnnxGraph graph, string scores, int classes) =>
        new(graph.LogSoftmax(OfSigmoid(graph, scores)), OnnxElementType.Double, classes);

    /// <summary>Of all classes together, [rows, classes].</summary>
    public static SklearnValue OfSoftmax(OnnxGraph graph, string scores, int classes)
    {
        string value = graph.LogSoftmax(scores);
        return new SklearnValue(Cut(graph, value, value, LeastOfExp), OnnxElementType.Double, classes);
    }

    /// <summary>min(x, 0) - log(1 + exp(-|x|)).</summary>
    private static string OfSigmoid(OnnxGraph graph, string scores)
    {
        string tail = graph.Node("Exp", graph.Node("Neg", graph.Node("Abs", scores)));
        string value = graph.Node("Sub", graph.Node("Min", scores, graph.Number(0)), graph.Node("Log", graph.Node("Add", tail, graph.Number(1))));
        return Cut(graph, scores, value, LeastOfSigmoid);
    }

    private static string Cut(OnnxGraph graph, string decides, string value, double least) =>
        graph.Node("Where", graph.Node("Less", decides, graph.Number(least)), graph.Number(double.NegativeInfinity), value);
}
