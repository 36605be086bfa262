using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>Classification by the nearest rows, which vote.</summary>
internal sealed class NeighboursClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["KNeighborsClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxGraph graph = step.Graph;
        if (step.Model.Flag("outputs_2d_", false))
        {
            throw step.Unsupported("predicts several targets; one is supported");
        }

        ClassLabels labels = ClassLabels.Of(step);
        (string positions, string weights, int points) = Neighbours.Find(step);
        NpyArray known = step.Model.Array("_y");
        long[] classes = known.ToInt64s();
        if (classes.Length != points || Array.Exists(classes, position => position < 0 || position >= labels.Count))
        {
            throw step.Unsupported($"has in '_y' {classes.Length} positions of {labels.Count} classes, for {points} rows, or one that is out of range");
        }

        // [rows, neighbours, classes], of which the neighbours are summed.
        string own = graph.Node("Gather", graph.Constant(OnnxTensor.Of(classes, points)), positions);
        string each = graph.Constant(OnnxTensor.Of([.. Enumerable.Range(0, labels.Count).Select(static position => (long)position)], 1, 1, labels.Count));
        string marks = graph.Cast(graph.Node("Equal", graph.Node("Unsqueeze", own, graph.Wholes(2)), each), OnnxElementType.Double);
        string counted = graph.Node("Mul", marks, graph.Node("Unsqueeze", weights, graph.Wholes(2)));
        string votes = graph.Node("ReduceSum", [counted, graph.Wholes(1)], OnnxAttribute.Of("keepdims", 0L));
        string shares = graph.Node("Div", votes, graph.Sum(votes));
        return labels.Answer(graph, new SklearnValue(shares, OnnxElementType.Double, labels.Count)) with { LacksLogProbabilities = true };
    }
}
