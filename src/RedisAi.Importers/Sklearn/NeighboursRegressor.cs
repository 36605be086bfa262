using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>Regression by the nearest rows: the mean of their targets.</summary>
internal sealed class NeighboursRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["KNeighborsRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxGraph graph = step.Graph;
        (string positions, string weights, int points) = Neighbours.Find(step);
        NpyArray known = step.Model.Array("_y");
        if (known.Shape.Count is not (1 or 2) || known.Shape[0] != points || known.Count == 0)
        {
            throw step.Unsupported($"has '_y' of the shape ({string.Join(", ", known.Shape)}), for {points} rows");
        }

        int targets = known.Count / points;
        string own = graph.Node("Gather", graph.Constant(OnnxTensor.Of(known.ToDoubles(), points, targets)), positions);
        string counted = graph.Node("Mul", own, graph.Node("Unsqueeze", weights, graph.Wholes(2)));
        string sums = graph.Node("ReduceSum", [counted, graph.Wholes(1)], OnnxAttribute.Of("keepdims", 0L));
        string means = graph.Node("Div", sums, graph.Sum(weights));
        return known.Shape.Count == 1
            ? Predictions.Of(graph, means, OnnxElementType.Double, 1)
            : new SklearnAnswer { Prediction = new SklearnValue(means, OnnxElementType.Double, targets) };
    }
}
