using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>Linear discriminant analysis.</summary>
internal sealed class DiscriminantAnalysis : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["LinearDiscriminantAnalysis"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        LinearScores scores = LinearScores.Of(step, ClassLabels.Of(step));
        (SklearnValue label, SklearnValue decision) = scores.ToAnswer(step.Graph);
        return new SklearnAnswer
        {
            Label = label,
            Scores = decision,
            Transformed = Transform(step),
            Probabilities = scores.IsBinary ? scores.OneAgainstOthers(step.Graph) : scores.Softmax(step.Graph),
            LogProbabilities = LogProbabilities.Bounded(step.Graph, scores.IsBinary ? scores.LogOneAgainstOthers(step.Graph) : scores.LogSoftmax(step.Graph)),
        };
    }

    /// <summary>The columns seen along the directions that tell the classes apart best; null where the solver gives none.</summary>
    private static SklearnTable? Transform(SklearnStep step)
    {
        if (step.Model.Find("scalings_") is not { } found || step.Model.Text("solver", "svd") == "lsqr")
        {
            return null;
        }

        NpyArray array = found.AsArray();
        int columns = step.Input.Width;
        int width = array.Shape.Count == 2 && array.Shape[0] == columns ? (int)Math.Min(array.Shape[1], step.Model.Integer("_max_components", int.MaxValue)) : 0;
        if (width <= 0)
        {
            throw step.Unsupported($"has scalings of the shape ({string.Join(", ", array.Shape)}), and its input has {columns} columns");
        }

        double[] scalings = array.ToDoubles();
        int given = (int)array.Shape[1];
        double[] kept = [.. Enumerable.Range(0, columns * width).Select(i => scalings[(i / width * given) + (i % width)])];
        string values = step.Doubles();
        string centered = step.Model.Find("xbar_") is null ? values : step.Graph.Node("Sub", values, step.Constant(step.Doubles("xbar_", columns), columns));
        return new SklearnTable(step.Graph.Node("MatMul", centered, step.Constant(kept, columns, width)), OnnxElementType.Double, width);
    }
}
