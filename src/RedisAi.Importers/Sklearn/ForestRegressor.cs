using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>A forest: the mean of its trees' values.</summary>
internal sealed class ForestRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["RandomForestRegressor", "ExtraTreesRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        SkopsObject[] trees = FittedTree.AllOf(step);
        step.RefuseNonFinite(TreeMissing.AreAllowedByForest(step.Model, trees[0]));
        return TreeRegressor.Of(step, trees);
    }
}
