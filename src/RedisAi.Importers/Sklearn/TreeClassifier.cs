using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>A tree: the shares of the classes in the leaf that a row comes to.</summary>
internal sealed class TreeClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["DecisionTreeClassifier", "ExtraTreeClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite(TreeMissing.AreAllowedBy(step.Model));
        return Of(step, [step.Model]);
    }

    /// <summary>What some trees that know the same classes give together: the mean of their shares.</summary>
    public static SklearnAnswer Of(SklearnStep step, IReadOnlyList<SkopsObject> trees)
    {
        ClassLabels labels = ClassLabels.Of(step);
        TreeEnsemble ensemble = new(labels.Count);
        foreach (SkopsObject tree in trees)
        {
            FittedTree fitted = FittedTree.Of(tree);
            if (fitted.Outputs != 1 || fitted.Width != labels.Count)
            {
                throw step.Unsupported(fitted.Outputs != 1
                    ? $"predicts {fitted.Outputs} targets; one is supported"
                    : $"has {labels.Count} classes, and {tree.Place} a tree of {fitted.Width}");
            }

            fitted.AddTo(ensemble, node => Array.ConvertAll(fitted.Shares(node), share => share / trees.Count), step.Input.Width);
        }

        // Of three classes and more one operator tells the label, too. Of two it would tell it by another rule.
        if (labels.Count > 2)
        {
            (string label, string sums) = ensemble.AddClassifierTo(step.Graph, step.Singles(), FittedTree.SumOf(trees.Count), softmax: false);
            return new SklearnAnswer { Label = labels.Pick(step.Graph, label), Probabilities = new SklearnValue(sums, OnnxElementType.Float, labels.Count) };
        }

        string shares = ensemble.AddTo(step.Graph, step.Singles(), FittedTree.SumOf(trees.Count), []);
        return labels.Answer(step.Graph, new SklearnValue(shares, OnnxElementType.Float, labels.Count));
    }
}
