using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>Random trees: the fewer branches it takes to tell a row from others, the more it is an outlier.</summary>
internal sealed class IsolationForest : ISklearnClass
{
    private const double EulerGamma = 0.57721566490153286061;

    public IReadOnlyList<string> Names { get; } = ["IsolationForest"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        // Since 1.6 it takes whatever there is.
        if (!step.Model.IsAtLeast(1, 6))
        {
            step.RefuseNonFinite();
        }

        OnnxGraph graph = step.Graph;
        string lengths = graph.Cast(Lengths(step), OnnxElementType.Double);
        string samples = graph.Flat(graph.Node("Neg", graph.Node("Pow", graph.Number(2), graph.Node("Neg", lengths))));
        string flat = graph.Node("Sub", samples, graph.Number(step.Model.Number("offset_")));
        string isOutlier = graph.Node("Less", flat, graph.Number(0));
        string label = graph.Node("Where", isOutlier, graph.Constant(OnnxTensor.Scalar(-1L)), graph.Constant(OnnxTensor.Scalar(1L)));
        return new SklearnAnswer
        {
            Label = new SklearnValue(label, OnnxElementType.Int64),
            Scores = new SklearnValue(flat, OnnxElementType.Double),
            SampleScores = new SklearnValue(samples, OnnxElementType.Double),
        };
    }

    /// <summary>The mean length of the ways to the leaves, in units of what it is on average.</summary>
    private static string Lengths(SklearnStep step)
    {
        SkopsObject[] trees = FittedTree.AllOf(step);
        double unit = trees.Length * AverageLength((step.Model.FindAny("_max_samples", "max_samples_") ?? step.Model.Get("_max_samples")).AsInt64());
        IReadOnlyList<SkopsValue> subsets = step.Model.Get("estimators_features_").AsList();
        bool isSubset = step.Model.Integer("_max_features") != step.Input.Width;
        if (subsets.Count != trees.Length)
        {
            throw step.Unsupported($"has {trees.Length} trees, and features of {subsets.Count}");
        }

        TreeEnsemble ensemble = new(1);
        for (int i = 0; i < trees.Length; i++)
        {
            FittedTree tree = FittedTree.Of(trees[i]);
            int[] depths = tree.Depths();
            long[] samples = tree.Samples();

            // A forest of one sample has no length to compare with; the library counts its rows as one unit.
            tree.AddTo(
                ensemble,
                0,
                node => unit == 0 ? 1.0 / trees.Length : (depths[node] + AverageLength(samples[node])) / unit,
                step.Input.Width,
                isSubset ? subsets[i].AsArray().ToInt64s() : null);
        }

        return ensemble.AddTo(step.Graph, step.Singles(), TreeSum.Double, []);
    }

    /// <summary>How many branches it takes on average to find one of so many.</summary>
    private static double AverageLength(long samples) => samples switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(samples - 1.0) + EulerGamma)) - (2 * (samples - 1.0) / samples),
    };
}
