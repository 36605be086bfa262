using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>Boosted trees over histograms: a baseline, and the trees' values. Missing values and infinities are taken.</summary>
internal static class HistTrees
{
    /// <summary>Adds the raw values: doubles [rows, <paramref name="columns"/>].</summary>
    /// <param name="step">The model.</param>
    /// <param name="columns">How many trees each round has.</param>
    public static string Raw(SklearnStep step, int columns)
    {
        TreeEnsemble ensemble = new(columns);
        ThresholdRanges ranges = new();
        foreach (SkopsValue round in step.Model.Get("_predictors").AsList())
        {
            IReadOnlyList<SkopsValue> trees = round.AsList();
            if (trees.Count != columns)
            {
                throw step.Unsupported($"has at {round.Place} {trees.Count} trees; {columns} were expected");
            }

            for (int target = 0; target < columns; target++)
            {
                HistTree.Of(trees[target].AsObject()).AddTo(ensemble, target, step.Input.Width, ranges);
            }
        }

        if (ensemble.Trees == 0)
        {
            throw step.Unsupported("has no trees");
        }

        step.ExpectWidth();
        NoteFar(step, ranges);

        // Unlike other trees of the library, these compare doubles.
        OnnxElementType type = step.Input.Blocks.Any(static block => block.Type is OnnxElementType.Double or OnnxElementType.Int64) ? OnnxElementType.Double : OnnxElementType.Float;
        string sums = ensemble.AddTo(step.Graph, HistCategories.Rows(step, type), TreeSum.Double, step.Doubles("_baseline_prediction", columns), type);
        return step.Graph.Cast(sums, OnnxElementType.Double);
    }

    private static void NoteFar(SklearnStep step, ThresholdRanges ranges)
    {
        double[] middles = new double[step.Input.Width];
        double[] distances = new double[step.Input.Width];
        foreach ((int feature, int column) in HistCategories.Order(step).Index())
        {
            (middles[column], distances[column]) = ranges.Of(feature);
        }

        step.NoteFar(middles, distances);
    }
}
