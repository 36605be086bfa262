using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Trees;

/// <summary>Writes trees as <c>TreeEnsembleRegressor</c>.</summary>
/// <remarks>All nodes compare in the same way, since ONNX Runtime's quick loop is only for those.</remarks>
internal sealed class TreeOperator(TreeNodes nodes, List<int> starts, int targets)
{
    private readonly bool _orEqual = nodes.LessOrEqual > 0;

    public string AddRegressorTo(OnnxGraph graph, string input, OnnxElementType inputType, TreeSum sum, ReadOnlySpan<double> baseValues, bool softmax)
    {
        bool isDouble = Widen(graph, ref input, inputType, sum);
        List<OnnxAttribute> attributes = [OnnxAttribute.Of("n_targets", (long)targets), OnnxAttribute.Of("post_transform", softmax ? "SOFTMAX" : "NONE")];
        AddBranches(attributes, isDouble, single: inputType == OnnxElementType.Float);
        AddLeaves(attributes, "target", isDouble);
        if (baseValues.Length > 0)
        {
            attributes.Add(Numbers("base_values", baseValues.ToArray(), isDouble));
        }

        return graph.Node("TreeEnsembleRegressor", [input], attributes, 1, OnnxGraph.MachineLearning)[0];
    }

    public (string Label, string Probabilities) AddClassifierTo(OnnxGraph graph, string input, OnnxElementType inputType, TreeSum sum)
    {
        bool isDouble = Widen(graph, ref input, inputType, sum);
        long[] labels = new long[targets];
        for (int i = 0; i < targets; i++)
        {
            labels[i] = i;
        }

        List<OnnxAttribute> attributes = [OnnxAttribute.Of("classlabels_int64s", labels), OnnxAttribute.Of("post_transform", "SOFTMAX")];
        AddBranches(attributes, isDouble, single: inputType == OnnxElementType.Float);
        AddLeaves(attributes, "class", isDouble);
        string[] outputs = graph.Node("TreeEnsembleClassifier", [input], attributes, 2, OnnxGraph.MachineLearning);
        return (outputs[0], outputs[1]);
    }

    /// <summary>Makes inputs doubles where sums are: ONNX Runtime has the same type for both.</summary>
    private static bool Widen(OnnxGraph graph, ref string input, OnnxElementType inputType, TreeSum sum)
    {
        if (inputType != OnnxElementType.Double && sum == TreeSum.Double)
        {
            input = graph.Node("Cast", [input], OnnxAttribute.Of("to", (long)OnnxElementType.Double));
        }

        return inputType == OnnxElementType.Double || sum == TreeSum.Double;
    }

    private static OnnxAttribute Numbers(string name, double[] values, bool isDouble) => isDouble
        ? OnnxAttribute.Of(name + "_as_tensor", OnnxTensor.Of(values, values.Length))
        : OnnxAttribute.Of(name, Array.ConvertAll(values, static value => (float)value));

    private void AddBranches(List<OnnxAttribute> attributes, bool isDouble, bool single)
    {
        int count = nodes.Count;
        long[] trees = new long[count];
        long[] ids = new long[count];
        long[] features = new long[count];
        long[] whenTrue = new long[count];
        long[] whenFalse = new long[count];
        long[] missing = new long[count];
        string[] modes = new string[count];
        double[] values = new double[count];
        string mode = _orEqual ? "BRANCH_LEQ" : "BRANCH_LT";
        for (int tree = 0; tree < starts.Count; tree++)
        {
            int start = starts[tree];
            ReadOnlySpan<TreeNode> all = nodes.All[start..EndOf(tree)];
            for (int id = 0; id < all.Length; id++)
            {
                TreeNode node = all[id];
                int at = start + id;
                trees[at] = tree;
                ids[at] = id;
                modes[at] = node.IsLeaf ? "LEAF" : mode;
                if (!node.IsLeaf)
                {
                    features[at] = node.Feature;
                    values[at] = TreeThreshold.For(node, _orEqual, single);
                    whenTrue[at] = node.WhenTrue;
                    whenFalse[at] = node.WhenFalse;
                    missing[at] = node.MissingGoesTrue ? 1 : 0;
                }
            }
        }

        attributes.Add(OnnxAttribute.Of("nodes_treeids", trees));
        attributes.Add(OnnxAttribute.Of("nodes_nodeids", ids));
        attributes.Add(OnnxAttribute.Of("nodes_featureids", features));
        attributes.Add(OnnxAttribute.Of("nodes_truenodeids", whenTrue));
        attributes.Add(OnnxAttribute.Of("nodes_falsenodeids", whenFalse));
        attributes.Add(OnnxAttribute.Of("nodes_modes", modes));
        attributes.Add(Numbers("nodes_values", values, isDouble));
        if (nodes.MissingGoesTrue)
        {
            attributes.Add(OnnxAttribute.Of("nodes_missing_value_tracks_true", missing));
        }
    }

    private void AddLeaves(List<OnnxAttribute> attributes, string prefix, bool isDouble)
    {
        List<long> trees = [];
        List<long> ids = [];
        List<long> leafTargets = [];
        List<double> weights = [];
        for (int tree = 0; tree < starts.Count; tree++)
        {
            ReadOnlySpan<TreeNode> all = nodes.All[starts[tree]..EndOf(tree)];
            for (int id = 0; id < all.Length; id++)
            {
                if (!all[id].IsLeaf)
                {
                    continue;
                }

                ReadOnlySpan<double> vector = nodes.Vector(all[id]);
                for (int i = 0; i < Math.Max(1, vector.Length); i++)
                {
                    trees.Add(tree);
                    ids.Add(id);
                    leafTargets.Add(vector.Length > 0 ? i : all[id].WhenTrue);
                    weights.Add(vector.Length > 0 ? vector[i] : all[id].Value);
                }
            }
        }

        attributes.Add(OnnxAttribute.Of(prefix + "_treeids", trees.ToArray()));
        attributes.Add(OnnxAttribute.Of(prefix + "_nodeids", ids.ToArray()));
        attributes.Add(OnnxAttribute.Of(prefix + "_ids", leafTargets.ToArray()));
        attributes.Add(Numbers(prefix + "_weights", [.. weights], isDouble));
    }

    private int EndOf(int tree) => tree + 1 < starts.Count ? starts[tree + 1] : nodes.Count;
}
