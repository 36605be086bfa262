using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Sklearn;

/// <summary>Divides each row by its length: the sum, the square root of the squares' sum, or the maximum of the absolute values.</summary>
internal sealed class Normalizer : ISklearnClass
{
    /// <summary>Rows shorter than ten times the distance between 1 and the next number are left as they are.</summary>
    private const double SingleEpsilon = 1.1920928955078125e-7;

    private const double DoubleEpsilon = 2.220446049250313e-16;

    public IReadOnlyList<string> Names { get; } = ["Normalizer"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxGraph graph = step.Graph;
        OnnxElementType type = step.Input.NumericType;
        string rows = step.Doubles();
        string axis = graph.Constant(OnnxTensor.Of([1L], 1));
        string length = step.Model.Text("norm", "l2") switch
        {
            "l1" => graph.Node("ReduceL1", rows, axis),
            "l2" => graph.Node("ReduceL2", rows, axis),
            "max" => graph.Node("ReduceMax", graph.Node("Abs", rows), axis),
            string norm => throw step.Unsupported($"has the norm '{norm}', which is not supported"),
        };
        double least = 10 * (type == OnnxElementType.Float ? SingleEpsilon : DoubleEpsilon);
        string divisor = graph.Node("Where", graph.Node("Less", length, graph.Constant(OnnxTensor.Scalar(least))), graph.Constant(OnnxTensor.Scalar(1d)), length);
        string result = graph.Node("Div", rows, divisor);
        string rounded = type == OnnxElementType.Double ? result : graph.Node("Cast", [result], OnnxAttribute.Of("to", (long)type));
        return SklearnAnswer.OfTable(new SklearnTable(rounded, type, step.Input.Width));
    }
}
