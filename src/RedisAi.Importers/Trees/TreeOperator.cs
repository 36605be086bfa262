using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Trees;

/// <summary>Writes trees as <c>TreeEnsembleRegressor</c> or <c>TreeEnsembleClassifier</c>, which every ONNX Runtime has.</summary>
/// <remarks>All nodes compare in the same way, since ONNX Runtime's quick loop is only for those.</remarks>
/// <param name="nodes">The trees.</param>
/// <param name="targets">How many numbers they give for a row.</param>
/// <param name="isDouble">Whether values are float64.</param>
/// <param name="single">Whether inputs are float32, perhaps as float64.</param>
internal sealed class TreeOperator(TreeNodes nodes, int targets, bool isDouble, bool single)
{
    public string AddRegressorTo(OnnxGraph graph, string input, ReadOnlySpan<double> baseValues, bool softmax)
    {
        List<OnnxAttribute> attributes = [OnnxAttribute.Of("n_targets", (long)targets), OnnxAttribute.Of("post_transform", softmax ? "SOFTMAX" : "NONE")];
        AddBranches(attributes);
        AddLeaves(attributes, "target");
        if (baseValues.Length > 0)
        {
            double[] values = baseValues.ToArray();
            attributes.Add(Numbers("base_values", values.Length, at => values[at]));
        }

        return graph.Node("TreeEnsembleRegressor", [input], attributes, 1, OnnxGraph.MachineLearning)[0];
    }

    public (string Label, string Probabilities) AddClassifierTo(OnnxGraph graph, string input, bool softmax)
    {
        List<OnnxAttribute> attributes =
        [
            OnnxAttribute.Integers("classlabels_int64s", targets, static labels => Fill(labels, static at => at)),
            OnnxAttribute.Of("post_transform", softmax ? "SOFTMAX" : "NONE"),
        ];
        AddBranches(attributes);
        AddLeaves(attributes, "class");
        string[] outputs = graph.Node("TreeEnsembleClassifier", [input], attributes, 2, OnnxGraph.MachineLearning);
        return (outputs[0], outputs[1]);
    }

    private static void Fill(Span<long> values, Func<int, long> of)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = of(i);
        }
    }

    private OnnxAttribute Numbers(string name, int count, Func<int, double> of)
    {
        return isDouble
            ? OnnxAttribute.Of(name + "_as_tensor", OnnxTensor.Of<double>(OnnxElementType.Double, count, values =>
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = of(i);
                }
            }))
            : OnnxAttribute.Singles(name, count, values =>
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (float)of(i);
                }
            });
    }

    private void AddBranches(List<OnnxAttribute> attributes)
    {
        int count = nodes.Count;
        bool orEqual = nodes.HasOrEqual;
        attributes.Add(OnnxAttribute.Integers("nodes_treeids", count, values => EachTree(values, static (tree, _) => tree)));
        attributes.Add(OnnxAttribute.Integers("nodes_nodeids", count, values => EachTree(values, static (_, id) => id)));
        attributes.Add(Branches("nodes_featureids", static node => node.Feature));
        attributes.Add(Branches("nodes_truenodeids", static node => node.WhenTrue));
        attributes.Add(Branches("nodes_falsenodeids", static node => node.WhenFalse));
        attributes.Add(OnnxAttribute.Of("nodes_modes", new TreeModes(nodes)));
        attributes.Add(Numbers("nodes_values", count, at => nodes.All[at].IsLeaf ? 0 : TreeThreshold.For(nodes.All[at], orEqual, single)));
        if (nodes.MissingGoesTrue)
        {
            attributes.Add(Branches("nodes_missing_value_tracks_true", static node => node.MissingGoesTrue ? 1 : 0));
        }
    }

    private OnnxAttribute Branches(string name, Func<TreeNode, long> of) => OnnxAttribute.Integers(name, nodes.Count, values =>
    {
        ReadOnlySpan<TreeNode> all = nodes.All;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = all[i].IsLeaf ? 0 : of(all[i]);
        }
    });

    private void EachTree(Span<long> values, Func<int, int, long> of)
    {
        int at = 0;
        for (int tree = 0; tree < nodes.Trees; tree++)
        {
            int count = nodes.Tree(tree).Length;
            for (int id = 0; id < count; id++)
            {
                values[at++] = of(tree, id);
            }
        }
    }

    private void AddLeaves(List<OnnxAttribute> attributes, string prefix)
    {
        attributes.Add(OnnxAttribute.Integers(prefix + "_treeids", nodes.LeafValues, values => EachLeaf(values, static (tree, _, _) => tree)));
        attributes.Add(OnnxAttribute.Integers(prefix + "_nodeids", nodes.LeafValues, values => EachLeaf(values, static (_, id, _) => id)));
        attributes.Add(OnnxAttribute.Integers(prefix + "_ids", nodes.LeafValues, values => EachLeaf(values, static (_, _, target) => target)));
        double[] weights = new double[nodes.LeafValues];
        int at = 0;
        foreach (ref readonly TreeNode node in nodes.All)
        {
            if (!node.IsLeaf)
            {
                continue;
            }

            ReadOnlySpan<double> vector = nodes.Vector(node);
            vector.CopyTo(weights.AsSpan(at));
            weights[at] = vector.Length > 0 ? vector[0] : node.Value;
            at += Math.Max(1, vector.Length);
        }

        attributes.Add(Numbers(prefix + "_weights", weights.Length, at => weights[at]));
    }

    private void EachLeaf(Span<long> values, Func<int, int, int, long> of)
    {
        int at = 0;
        for (int tree = 0; tree < nodes.Trees; tree++)
        {
            ReadOnlySpan<TreeNode> all = nodes.Tree(tree);
            for (int id = 0; id < all.Length; id++)
            {
                if (!all[id].IsLeaf)
                {
                    continue;
                }

                int count = nodes.Vector(all[id]).Length;
                for (int i = 0; i < Math.Max(1, count); i++)
                {
                    values[at++] = of(tree, id, count > 0 ? i : all[id].WhenTrue);
                }
            }
        }
    }
}
