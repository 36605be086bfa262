using RedisAi.Importers.Trees;

namespace RedisAi.Importers.XGBoost;

/// <summary>Adds trees of a file to an ensemble: only what is reached from the root, since trees that were pruned keep what was cut off.</summary>
internal sealed class XgbTreeBuilder(XgbModel model, TreeEnsemble trees)
{
    private readonly Stack<int> _open = new();
    private readonly List<int> _branches = [];
    private readonly double[] _vector = new double[model.Outputs];

    /// <summary>The number in the ensemble of each node of the file; -1 before it is reached.</summary>
    private int[] _numbers = [];

    /// <summary>Adds a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="output">Which output it counts for, unless its leaves have a value for each.</param>
    /// <param name="weight">What its leaves are multiplied by.</param>
    /// <param name="margins">What is then added to them: one number, or one for each output where leaves have several values.</param>
    /// <exception cref="ModelLoadException">It is no tree.</exception>
    public void Build(XgbTree tree, int output, float weight, ReadOnlySpan<float> margins)
    {
        if (_numbers.Length < tree.Nodes)
        {
            _numbers = new int[tree.Nodes];
        }

        _numbers.AsSpan(0, tree.Nodes).Fill(-1);
        _branches.Clear();
        trees.BeginTree();
        Push(tree, 0, 0);
        while (_open.TryPop(out int node))
        {
            int left = tree.Left[node];
            if (left == -1)
            {
                _numbers[node] = Leaf(tree, node, output, weight, margins);
                continue;
            }

            _numbers[node] = Branch(tree, node);
            _branches.Add(node);
            Push(tree, node, tree.Right[node]);
            Push(tree, node, left);
        }

        foreach (int node in _branches)
        {
            (int left, int right) = (_numbers[tree.Left[node]], _numbers[tree.Right[node]]);
            bool isCategorical = tree.IsCategorical(node);
            trees.Connect(_numbers[node], isCategorical ? right : left, isCategorical ? left : right);
        }
    }

    private int Leaf(XgbTree tree, int node, int output, float weight, ReadOnlySpan<float> margins)
    {
        if (tree.LeafValues == 1)
        {
            return trees.Leaf(output, (tree.Conditions[node] * weight) + margins[0]);
        }

        ReadOnlySpan<float> values = tree.LeafVector(node);
        for (int i = 0; i < values.Length; i++)
        {
            _vector[i] = (values[i] * weight) + margins[i];
        }

        return trees.Leaf(_vector);
    }

    private int Branch(XgbTree tree, int node)
    {
        int feature = tree.SplitFeatures[node];
        if ((uint)feature >= (uint)model.Features)
        {
            throw tree.Wrong(node, $"the feature {feature} of {model.Features}");
        }

        if (tree.IsCategorical(node))
        {
            // Members go right.
            return trees.Member(feature, tree.Categories(node), missingGoesTrue: !tree.DefaultLeft(node));
        }

        float threshold = tree.Conditions[node];
        return float.IsNaN(threshold) ? throw tree.Wrong(node, "the threshold is not a number") : trees.Branch(feature, TreeRule.LessThan, threshold, tree.DefaultLeft(node));
    }

    private void Push(XgbTree tree, int parent, int child)
    {
        if ((uint)child >= (uint)tree.Nodes)
        {
            throw tree.Wrong(parent, $"the child {child} of {tree.Nodes} nodes");
        }

        if (_numbers[child] != -1)
        {
            throw tree.Wrong(parent, $"the child {child} is the child of another node, too");
        }

        // Taken, though it has no number yet.
        _numbers[child] = 0;
        _open.Push(child);
    }
}
