using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>A forest: the mean of its trees' shares.</summary>
internal sealed class ForestClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["RandomForestClassifier", "ExtraTreesClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        SkopsObject[] trees = FittedTree.AllOf(step);
        step.RefuseNonFinite(TreeMissing.AreAllowedByForest(step.Model, trees[0]));
        return TreeClassifier.Of(step, trees);
    }
}
