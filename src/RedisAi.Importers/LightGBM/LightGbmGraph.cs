using RedisAi.Importers.Onnx;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.LightGBM;

/// <summary>Adds a model to an ONNX graph.</summary>
internal static class LightGbmGraph
{
    /// <summary>With more rounds, sums in float32 could lose the last of the digits that are promised.</summary>
    private const int RoundsInSingle = 100;

    /// <summary>Adds the trees and the objective's link.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="model">The model.</param>
    /// <param name="rows">The features, [rows, features].</param>
    /// <param name="type">Their type: Float or Double.</param>
    /// <returns>What Booster.predict gives, in float32, [rows, targets].</returns>
    public static string AddAnswers(OnnxGraph graph, LightGbmModel model, string rows, OnnxElementType type)
    {
        TreeEnsemble trees = model.Trees.Ensemble;
        if (trees.Trees == 0)
        {
            // An operator without trees does not exist.
            trees.BeginTree();
            trees.Leaf(0, 0);
        }

        TreeSum sum = model.Rounds <= RoundsInSingle ? TreeSum.Single : TreeSum.Double;
        string sums = trees.AddTo(graph, model.Trees.Columns.AddTo(graph, rows, type), sum, model.Trees.Constants, type);
        if (model.Header.AveragesTrees && model.Rounds > 1)
        {
            sums = graph.Node("Mul", sums, graph.Constant(OnnxTensor.Scalar((float)(1.0 / model.Rounds))));
        }

        return LightGbmLinks.AddTo(graph, model.Header.Objective, sums);
    }

    /// <summary>Adds what makes probabilities of all classes of answers, which for two classes are those of the second.</summary>
    /// <exception cref="ModelLoadException">The model is not for as many classes.</exception>
    public static string AddProbabilities(OnnxGraph graph, LightGbmModel model, LightGbmLabels labels, string answers)
    {
        int targets = model.Header.TreesPerRound;
        if (labels.Count != model.Classes)
        {
            throw new ModelLoadException($"The LightGBM classifier has {labels.Count} classes, but its model is for {model.Classes}.");
        }

        return targets > 1 ? answers : graph.Node("Concat", [graph.Node("Sub", graph.Constant(OnnxTensor.Scalar(1f)), answers), answers], OnnxAttribute.Of("axis", 1L));
    }

    /// <summary>Adds what names the class of the largest probability, and the first of equals, [rows].</summary>
    public static string AddLabel(OnnxGraph graph, LightGbmLabels labels, string probabilities) =>
        labels.AddTo(graph, graph.Node("ArgMax", [probabilities], OnnxAttribute.Of("axis", 1L), OnnxAttribute.Of("keepdims", 0L)));
}
