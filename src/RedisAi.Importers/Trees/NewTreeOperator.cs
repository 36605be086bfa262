using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Trees;

/// <summary>Writes trees as <c>TreeEnsemble</c>: branches and leaves apart, so that there is half as much for ONNX Runtime to read and to keep.</summary>
/// <remarks>The operator takes a root that leads to the same leaf twice for a leaf, and then finds the wrong one: a tree of one leaf becomes a branch to two that are alike.</remarks>
/// <param name="nodes">The trees, without memberships and leaves of several values.</param>
/// <param name="targets">How many numbers they give for a row.</param>
/// <param name="isDouble">Whether values are float64.</param>
/// <param name="single">Whether inputs are float32, perhaps as float64.</param>
internal sealed class NewTreeOperator(TreeNodes nodes, int targets, bool isDouble, bool single)
{
    /// <summary>The operator's numbers of the rules.</summary>
    private const byte LessOrEqual = 0;

    private const byte LessThan = 1;

    /// <summary>The number of each node among the branches, or among the leaves; only there while the operator is written.</summary>
    private int[]? _numbers;

    private delegate T OfBranch<T>(ReadOnlySpan<TreeNode> tree, ReadOnlySpan<int> numbers, int node);

    /// <summary>Adds the operator.</summary>
    /// <returns>The name of a tensor [rows, targets] of the inputs' type.</returns>
    public string AddTo(OnnxGraph graph, string input)
    {
        bool orEqual = nodes.HasOrEqual;
        int lone = Enumerable.Range(0, nodes.Trees).Count(tree => nodes.Tree(tree).Length == 1);
        int branches = nodes.Branches + lone;
        int leaves = nodes.LeafValues + lone;
        List<OnnxAttribute> attributes =
        [
            OnnxAttribute.Of("n_targets", (long)targets),
            OnnxAttribute.Integers("tree_roots", nodes.Trees, FillRoots),
            Integers("nodes_featureids", branches, static (tree, _, node) => Math.Max(0, tree[node].Feature)),
            Integers("nodes_truenodeids", branches, static (tree, numbers, node) => tree[node].IsLeaf ? numbers[node] : numbers[tree[node].WhenTrue]),
            Integers("nodes_trueleafs", branches, static (tree, _, node) => tree[node].IsLeaf || tree[tree[node].WhenTrue].IsLeaf ? 1 : 0),
            Integers("nodes_falsenodeids", branches, static (tree, numbers, node) => tree[node].IsLeaf ? numbers[node] + 1 : numbers[tree[node].WhenFalse]),
            Integers("nodes_falseleafs", branches, static (tree, _, node) => tree[node].IsLeaf || tree[tree[node].WhenFalse].IsLeaf ? 1 : 0),
            OnnxAttribute.Of("nodes_modes", OnnxTensor.Of<byte>(OnnxElementType.UInt8, branches, modes => modes.Fill(orEqual ? LessOrEqual : LessThan))),
            Numbers("nodes_splits", branches, (tree, _, node) => tree[node].IsLeaf ? 0 : TreeThreshold.For(tree[node], orEqual, single)),
        ];
        if (nodes.MissingGoesTrue)
        {
            attributes.Add(Integers("nodes_missing_value_tracks_true", branches, static (tree, _, node) => tree[node].MissingGoesTrue ? 1 : 0));
        }

        attributes.Add(OnnxAttribute.Integers("leaf_targetids", leaves, values => EachLeaf(values, static leaf => leaf.WhenTrue)));
        attributes.Add(OnnxAttribute.Of("leaf_weights", isDouble
            ? OnnxTensor.Of<double>(OnnxElementType.Double, leaves, values => EachLeaf(values, static leaf => leaf.Value))
            : OnnxTensor.Of<float>(OnnxElementType.Float, leaves, values => EachLeaf(values, static leaf => (float)leaf.Value))));
        return graph.Node("TreeEnsemble", [input], attributes, 1, OnnxGraph.MachineLearning)[0];
    }

    private OnnxAttribute Integers(string name, int count, OfBranch<long> of) => OnnxAttribute.Integers(name, count, values => EachBranch(values, of));

    private OnnxAttribute Numbers(string name, int count, OfBranch<double> of) => OnnxAttribute.Of(name, isDouble
        ? OnnxTensor.Of<double>(OnnxElementType.Double, count, values => EachBranch(values, of))
        : OnnxTensor.Of<float>(OnnxElementType.Float, count, values => EachBranch(values, (tree, numbers, node) => (float)of(tree, numbers, node))));

    private void FillRoots(Span<long> roots)
    {
        _numbers = new int[nodes.Count];
        int branches = 0;
        int leaves = 0;
        for (int tree = 0; tree < nodes.Trees; tree++)
        {
            roots[tree] = branches;
            ReadOnlySpan<TreeNode> all = nodes.Tree(tree);
            Span<int> numbers = _numbers.AsSpan(nodes.StartOf(tree));
            for (int node = 0; node < all.Length; node++)
            {
                numbers[node] = all[node].IsLeaf ? leaves++ : branches++;
            }

            if (all.Length == 1)
            {
                branches++;
                leaves++;
            }
        }
    }

    private void EachBranch<T>(Span<T> values, OfBranch<T> of)
    {
        int at = 0;
        for (int tree = 0; tree < nodes.Trees; tree++)
        {
            ReadOnlySpan<TreeNode> all = nodes.Tree(tree);
            ReadOnlySpan<int> numbers = _numbers.AsSpan(nodes.StartOf(tree), all.Length);
            for (int node = 0; node < all.Length; node++)
            {
                if (!all[node].IsLeaf || all.Length == 1)
                {
                    values[at++] = of(all, numbers, node);
                }
            }
        }
    }

    private void EachLeaf<T>(Span<T> values, Func<TreeNode, T> of)
    {
        // Leaves are written last.
        _numbers = null;
        int at = 0;
        for (int tree = 0; tree < nodes.Trees; tree++)
        {
            ReadOnlySpan<TreeNode> all = nodes.Tree(tree);
            foreach (ref readonly TreeNode node in all)
            {
                if (node.IsLeaf)
                {
                    values[at++] = of(node);
                }
            }

            if (all.Length == 1)
            {
                values[at] = values[at - 1];
                at++;
            }
        }
    }
}
