using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>A tree as scikit-learn keeps it: parallel arrays of nodes, and what rows of training in each node had as targets. A row goes left when its feature, as float32, is at most the threshold.</summary>
internal sealed class FittedTree
{
    /// <summary>The left child of a leaf.</summary>
    private const long NoChild = -1;

    private readonly string _place;
    private readonly long[] _left;
    private readonly long[] _right;
    private readonly long[] _features;
    private readonly double[] _thresholds;
    private readonly long[]? _missingGoesLeft;
    private readonly double[] _values;
    private readonly NpyArray _nodes;

    private FittedTree(SkopsObject tree, NpyArray nodes, double[] values, int outputs, int width)
    {
        _place = tree.Place;
        _nodes = nodes;
        _left = nodes.Field("left_child").ToInt64s();
        _right = nodes.Field("right_child").ToInt64s();
        _features = nodes.Field("feature").ToInt64s();
        _thresholds = nodes.Field("threshold").ToDoubles();
        _missingGoesLeft = nodes.HasField("missing_go_to_left") ? nodes.Field("missing_go_to_left").ToInt64s() : null;
        (_values, Outputs, Width) = (values, outputs, width);
    }

    public int Count => _left.Length;

    /// <summary>How many targets there are.</summary>
    public int Outputs { get; }

    /// <summary>How many numbers there are for a target: one a class, or one.</summary>
    public int Width { get; }

    /// <summary>Reads the tree of a fitted estimator.</summary>
    /// <exception cref="ModelLoadException">It has none, or one of a wrong shape.</exception>
    public static FittedTree Of(SkopsObject estimator)
    {
        SkopsObject tree = estimator.Get("tree_").AsObject();
        NpyArray nodes = tree.Array("nodes");
        NpyArray values = tree.Array("values");
        bool fits = nodes.Shape.Count == 1 && nodes.Count > 0 && values.Shape.Count == 3 && values.Shape[0] == nodes.Count && values.Shape[1] > 0 && values.Shape[2] > 0;
        return fits
            ? new FittedTree(tree, nodes, values.ToDoubles(), (int)values.Shape[1], (int)values.Shape[2])
            : throw new ModelLoadException($"{tree.Place}: 'nodes' has the shape ({string.Join(", ", nodes.Shape)}) and 'values' ({string.Join(", ", values.Shape)}); as many values were expected as nodes, of each target.");
    }

    /// <summary>The trees of a forest, at least one.</summary>
    public static SkopsObject[] AllOf(SklearnStep forest)
    {
        SkopsObject[] trees = [.. forest.Model.Get("estimators_").AsList().Select(static tree => tree.AsObject())];
        return trees.Length > 0 ? trees : throw forest.Unsupported("has no trees");
    }

    /// <summary>How the means of so many trees are summed: their rounding errors stay far below what is promised, unless there are very many.</summary>
    public static TreeSum SumOf(int trees) => trees <= 200 ? TreeSum.Single : TreeSum.Double;

    public bool IsLeaf(int node) => _left[node] == NoChild;

    /// <summary>What a node says of its rows: for each target, its numbers.</summary>
    public ReadOnlySpan<double> Values(int node) => _values.AsSpan(node * Outputs * Width, Outputs * Width);

    /// <summary>The shares of the classes in a node. Versions before 1.3 keep counts.</summary>
    public double[] Shares(int node)
    {
        double[] shares = Values(node).ToArray();
        double sum = shares.Sum();
        return sum is 0 or double.NaN ? shares : Array.ConvertAll(shares, share => share / sum);
    }

    /// <summary>How many rows of training each node had.</summary>
    public long[] Samples() => _nodes.Field("n_node_samples").ToInt64s();

    /// <summary>How many branches lead to each node.</summary>
    /// <remarks>Only of a tree that was added to an ensemble, and so is one.</remarks>
    public int[] Depths()
    {
        int[] depths = new int[Count];
        Stack<int> open = new([0]);
        while (open.TryPop(out int node))
        {
            if (!IsLeaf(node))
            {
                foreach (int child in new[] { Child(node, _left[node], "left"), Child(node, _right[node], "right") })
                {
                    if (child == 0 || depths[child] != 0)
                    {
                        throw new ModelLoadException($"{_place}, node {node}: the child {child} is already a child of another node, or the root.");
                    }

                    depths[child] = depths[node] + 1;
                    open.Push(child);
                }
            }
        }

        return depths;
    }

    /// <summary>Adds the tree to an ensemble.</summary>
    /// <param name="ensemble">The ensemble.</param>
    /// <param name="leaf">What a leaf, by its number, gives for each target of the ensemble.</param>
    /// <param name="features">How many features the ensemble's rows have.</param>
    /// <param name="subset">Which of them the tree's own are, where it was fitted on some; else null.</param>
    public void AddTo(TreeEnsemble ensemble, Func<int, double[]> leaf, int features, long[]? subset = null) =>
        AddNodes(ensemble, node => ensemble.Leaf(leaf(node)), features, subset);

    /// <summary>Adds the tree to an ensemble, for one target of it.</summary>
    public void AddTo(TreeEnsemble ensemble, int target, Func<int, double> leaf, int features, long[]? subset = null) =>
        AddNodes(ensemble, node => ensemble.Leaf(target, leaf(node)), features, subset);

    private void AddNodes(TreeEnsemble ensemble, Action<int> addLeaf, int features, long[]? subset)
    {
        ensemble.BeginTree();
        for (int node = 0; node < Count; node++)
        {
            if (IsLeaf(node))
            {
                addLeaf(node);
                continue;
            }

            bool missingGoesLeft = _missingGoesLeft is not null && _missingGoesLeft[node] != 0;
            ensemble.Branch(Feature(node, features, subset), TreeRule.LessOrEqual, _thresholds[node], missingGoesLeft);
            ensemble.Connect(node, Child(node, _left[node], "left"), Child(node, _right[node], "right"));
        }
    }

    private int Feature(int node, int features, long[]? subset)
    {
        long own = _features[node];
        long feature = subset is null ? own : own >= 0 && own < subset.Length ? subset[own] : NoChild;
        return feature >= 0 && feature < features
            ? (int)feature
            : throw new ModelLoadException($"{_place}, node {node}: the feature {own} of {subset?.Length ?? features}.");
    }

    private int Child(int node, long child, string side) => child >= 0 && child < Count
        ? (int)child
        : throw new ModelLoadException($"{_place}, node {node}: the {side} child {child} of {Count} nodes.");
}
