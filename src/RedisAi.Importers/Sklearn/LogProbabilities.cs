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

    /// <summary>What linear discriminant analysis has in the place of 0: the smallest double that has all its digits.</summary>
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>What <c>predict_log_proba</c> gives, if the class has it: the logarithms of the probabilities, as in the library, unless the model has better ones.</summary>
    public static SklearnValue? Of(OnnxGraph graph, SklearnAnswer answer) => answer switch
    {
        { LacksLogProbabilities: true } => null,
        { LogProbabilities: { } own } => own,
        { Probabilities: { } odds } => odds with { Name = graph.Node("Log", odds.Name) },
        _ => null,
    };

    /// <summary>Logarithms, none of them infinite: that of the smallest number in the place of what is 0.</summary>
    public static SklearnValue Bounded(OnnxGraph graph, SklearnValue logarithms)
    {
        string isZero = graph.Node("Equal", logarithms.Name, graph.Number(double.NegativeInfinity));
        return logarithms with { Name = graph.Node("Where", isZero, graph.Number(Math.Log(SmallestNormal)), logarithms.Name) };
    }

    /// <summary>The logarithm of the mean of probabilities, of their logarithms: doubles [rows, classes] each.</summary>
    public static string OfMean(OnnxGraph graph, IReadOnlyList<string> logarithms)
    {
        if (logarithms.Count == 1)
        {
            return logarithms[0];
        }

        // Less the largest, so that one at least is 1; where all are infinite there is nothing to take.
        string largest = graph.Node("Max", logarithms);
        string isZero = graph.Node("Equal", largest, graph.Number(double.NegativeInfinity));
        string taken = graph.Node("Where", isZero, graph.Number(0), largest);
        string[] shares = [.. logarithms.Select(one => graph.Node("Exp", graph.Node("Sub", one, taken)))];
        return graph.Node("Add", graph.Node("Log", graph.Node("Sum", shares)), graph.Node("Sub", taken, graph.Number(Math.Log(logarithms.Count))));
    }

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
