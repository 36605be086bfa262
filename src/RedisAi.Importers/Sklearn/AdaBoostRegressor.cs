using RedisAi.Importers.Onnx;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>Regressors with weights: the prediction is the weighted median of theirs.</summary>
internal sealed class AdaBoostRegressor : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["AdaBoostRegressor"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        step.RefuseNonFinite();
        OnnxGraph graph = step.Graph;
        IReadOnlyList<SkopsValue> estimators = step.Model.Get("estimators_").AsList();
        double[] weights = step.Model.Doubles("estimator_weights_");
        if (estimators.Count == 0 || weights.Length < estimators.Count)
        {
            throw step.Unsupported($"has {estimators.Count} estimators and {weights.Length} weights");
        }

        int count = estimators.Count;
        string each = estimators.All(static estimator => estimator is SkopsObject { ClassName: "DecisionTreeRegressor" or "ExtraTreeRegressor" })
            ? OfTrees(step, estimators)
            : graph.Join([.. estimators.Select((estimator, i) => OfOther(step, estimator, i))]);

        // Sorted by prediction, the first at which half of all weight is reached.
        string[] sorted = graph.Node("TopK", [each, graph.Wholes(count)], [OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("largest", 0L), OnnxAttribute.Of("sorted", 1L)], 2);
        string ordered = graph.Node("Gather", graph.Constant(OnnxTensor.Of(weights[..count], count)), sorted[1]);
        string reached = graph.Node("CumSum", ordered, graph.Constant(OnnxTensor.Scalar(1L)));
        string half = graph.Node("Mul", graph.Column(reached, count - 1), graph.Number(0.5));
        string isReached = graph.Cast(graph.Node("GreaterOrEqual", reached, half), OnnxElementType.Int32);
        string at = graph.Node("ArgMax", [isReached], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 1L));
        string median = graph.Node("GatherElements", [sorted[0], at], OnnxAttribute.Of("axis", 1L));
        return Predictions.Of(graph, median, OnnxElementType.Double, 1);
    }

    private static string OfTrees(SklearnStep step, IReadOnlyList<SkopsValue> estimators)
    {
        TreeEnsemble ensemble = new(estimators.Count);
        for (int i = 0; i < estimators.Count; i++)
        {
            FittedTree tree = FittedTree.Of(estimators[i].AsObject());
            if (tree.Outputs != 1 || tree.Width != 1)
            {
                throw step.Unsupported($"has at {estimators[i].Place} a tree of {tree.Outputs} targets; one was expected");
            }

            tree.AddTo(ensemble, i, node => tree.Values(node)[0], step.Input.Width);
        }

        return step.Graph.Cast(ensemble.AddTo(step.Graph, step.Singles(), TreeSum.Single, []), OnnxElementType.Double);
    }

    private static string OfOther(SklearnStep step, SkopsValue estimator, int i) =>
        step.Convert(estimator, step.Input, SklearnMembers.Place(i)).Prediction is { Columns: null } prediction
            ? Predictions.Table(step.Graph, prediction)
            : throw step.Unsupported($"has an estimator {i} that is no regressor of one target");
}
