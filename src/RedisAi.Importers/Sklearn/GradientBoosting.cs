using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>Boosted trees: what the initial estimator says, and the trees' values times the learning rate, for each class or once.</summary>
internal static class GradientBoosting
{
    /// <summary>Adds the raw values: doubles [rows, <paramref name="columns"/>].</summary>
    /// <param name="step">The model.</param>
    /// <param name="columns">How many trees each round has.</param>
    /// <param name="initial">What the initial estimator says, as constants where it is that simple.</param>
    /// <param name="initialValue">Else as a value of the graph, [rows, columns]; null for constants.</param>
    public static string Raw(SklearnStep step, int columns, double[] initial, string? initialValue)
    {
        List<SkopsValue> trees = Trees(step.Model.Get("estimators_"));
        if (trees.Count == 0 || trees.Count % columns != 0)
        {
            throw step.Unsupported($"has {trees.Count} trees; a multiple of {columns} was expected");
        }

        double rate = step.Model.Number("learning_rate");
        TreeEnsemble ensemble = new(columns);
        for (int i = 0; i < trees.Count; i++)
        {
            FittedTree tree = FittedTree.Of(trees[i].AsObject());
            if (tree.Outputs != 1 || tree.Width != 1)
            {
                throw step.Unsupported($"has at {trees[i].Place} a tree of {tree.Outputs} targets and {tree.Width} values each; one was expected");
            }

            int target = i % columns;
            tree.AddTo(ensemble, target, node => rate * tree.Values(node)[0], step.Input.Width);
        }

        string sums = ensemble.AddTo(step.Graph, step.Singles(), TreeSum.Double, initial);
        string raw = step.Graph.Cast(sums, OnnxElementType.Double);
        return initialValue is null ? raw : step.Graph.Node("Add", raw, initialValue);
    }

    /// <summary>The initial estimator; null for zeros.</summary>
    public static SkopsObject? Initial(SklearnStep step) => step.Model.Get("init_") is SkopsObject found ? found : null;

    /// <summary>The trees of all rounds. An array of objects may be kept as a list of lists.</summary>
    private static List<SkopsValue> Trees(SkopsValue value)
    {
        List<SkopsValue> trees = [];
        foreach (SkopsValue item in value.AsList())
        {
            if (item is SkopsList row)
            {
                trees.AddRange(row.AsList());
            }
            else
            {
                trees.Add(item);
            }
        }

        return trees;
    }
}
