using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>A tree: the value of the leaf that a row comes to, of each target.</summary>
internal sealed class TreeRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["DecisionTreeRegressor", "ExtraTreeRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite(TreeMissing.AreAllowedBy(step.Model));
        return Of(step, [step.Model]);
    }

    /// <summary>What some trees of the same targets give together: the mean of their values.</summary>
    public static SklearnAnswer Of(SklearnStep step, IReadOnlyList<SkopsObject> trees)
    {
        TreeEnsemble? ensemble = null;
        foreach (SkopsObject tree in trees)
        {
            FittedTree fitted = FittedTree.Of(tree);
            ensemble ??= new TreeEnsemble(fitted.Outputs);
            if (fitted.Width != 1 || fitted.Outputs != ensemble.Targets)
            {
                throw step.Unsupported($"has at {tree.Place} a tree of {fitted.Outputs} targets and {fitted.Width} values each; {ensemble.Targets} targets of one value were expected");
            }

            fitted.AddTo(ensemble, node => Array.ConvertAll(fitted.Values(node).ToArray(), value => value / trees.Count), step.Input.Width);
        }

        string sums = ensemble?.AddTo(step.Graph, step.Singles(), FittedTree.SumOf(trees.Count), []) ?? throw step.Unsupported("has no trees");
        return Predictions.Of(step.Graph, sums, OnnxElementType.Float, ensemble.Targets);
    }
}
