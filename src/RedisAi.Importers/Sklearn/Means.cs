using RedisAi.Importers.Onnx;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.Sklearn;

/// <summary>Clusters by their middles: the label is the nearest, and what it transforms to are the distances to all.</summary>
internal sealed class Means : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["KMeans", "MiniBatchKMeans"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxGraph graph = step.Graph;
        NpyArray centres = step.Model.Array("cluster_centers_");
        if (centres.Shape.Count != 2 || centres.Shape[0] == 0 || centres.Shape[1] != step.Input.Width)
        {
            throw step.Unsupported($"has 'cluster_centers_' of the shape ({string.Join(", ", centres.Shape)}), and its input has {step.Input.Width} columns");
        }

        int count = (int)centres.Shape[0];
        Distances distances = new(centres.ToDoubles(), count, step.Input.Width);
        distances.NoteFar(step);
        string squares = distances.AddSquares(graph, step.Doubles());
        string nearest = graph.Node("ArgMin", [squares], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 0L));
        return new SklearnAnswer
        {
            Label = new SklearnValue(nearest, OnnxElementType.Int64),
            Transformed = new SklearnTable(graph.Node("Sqrt", squares), OnnxElementType.Double, count),
        };
    }
}
