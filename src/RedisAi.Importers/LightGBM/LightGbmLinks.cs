using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.LightGBM;

/// <summary>Adds to a graph what makes answers of sums.</summary>
internal static class LightGbmLinks
{
    /// <summary>Adds the link of an objective.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="objective">Whose link.</param>
    /// <param name="sums">The sums, [rows, targets].</param>
    /// <returns>The answers, of the same shape.</returns>
    public static string AddTo(OnnxGraph graph, LightGbmObjective objective, string sums) => objective.Link switch
    {
        LightGbmLink.Identity => sums,
        LightGbmLink.Sigmoid => Sigmoid(graph, sums, objective.Steepness),
        LightGbmLink.Softmax => graph.Node("Softmax", [sums], OnnxAttribute.Of("axis", 1L)),
        LightGbmLink.SignedSquare => graph.Node("Mul", sums, graph.Node("Abs", sums)),
        LightGbmLink.Exp => graph.Node("Exp", sums),
        LightGbmLink.LogOnePlusExp => LogOnePlusExp(graph, sums),
        _ => throw new ArgumentOutOfRangeException(nameof(objective), objective.Link, "There is no such link."),
    };

    /// <summary>ONNX Runtime's own sigmoid ends at ±18 and is not exact for small probabilities.</summary>
    private static string Sigmoid(OnnxGraph graph, string sums, double steepness)
    {
        string scaled = steepness == 1 ? graph.Node("Neg", sums) : graph.Node("Mul", sums, graph.Constant(OnnxTensor.Scalar((float)-steepness)));
        return graph.Node("Reciprocal", graph.Node("Add", graph.Node("Exp", scaled), graph.Constant(OnnxTensor.Scalar(1f))));
    }

    /// <summary>In float64, where 1 + exp(x) keeps what is small.</summary>
    private static string LogOnePlusExp(OnnxGraph graph, string sums)
    {
        string exp = graph.Node("Exp", Cast(sums, OnnxElementType.Double));
        return Cast(graph.Node("Log", graph.Node("Add", exp, graph.Constant(OnnxTensor.Scalar(1d)))), OnnxElementType.Float);

        string Cast(string value, OnnxElementType type) => graph.Node("Cast", [value], OnnxAttribute.Of("to", (long)type));
    }
}
