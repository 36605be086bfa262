using RedisAi.Importers.Reading;
using RedisAi.Importers.Skops;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Sklearn;

/// <summary>One tree over histograms: an array of records. A value goes left when it is at most the threshold, or a category of the node's set; NaN goes where the node says.</summary>
internal sealed class HistTree
{
    /// <summary>Words of 32 bits of a set of categories.</summary>
    private const int Words = 8;

    private readonly SkopsObject _predictor;
    private readonly double[] _values;
    private readonly double[] _thresholds;
    private readonly long[] _features;
    private readonly long[] _left;
    private readonly long[] _right;
    private readonly long[] _missingGoesLeft;
    private readonly long[] _isLeaf;
    private readonly long[]? _isCategorical;
    private readonly long[] _setOf = [];
    private readonly long[] _sets = [];

    private HistTree(SkopsObject predictor)
    {
        _predictor = predictor;
        NpyArray nodes = predictor.Array("nodes");
        _values = nodes.Field("value").ToDoubles();
        _thresholds = nodes.Field(nodes.HasField("num_threshold") ? "num_threshold" : "threshold").ToDoubles();
        _features = nodes.Field("feature_idx").ToInt64s();
        _left = nodes.Field("left").ToInt64s();
        _right = nodes.Field("right").ToInt64s();
        _missingGoesLeft = nodes.Field("missing_go_to_left").ToInt64s();
        _isLeaf = nodes.Field("is_leaf").ToInt64s();
        _isCategorical = nodes.HasField("is_categorical") ? nodes.Field("is_categorical").ToInt64s() : null;
        if (_isCategorical is not null && Array.Exists(_isCategorical, static flag => flag != 0))
        {
            _setOf = nodes.Field("bitset_idx").ToInt64s();
            _sets = predictor.Array("raw_left_cat_bitsets").ToInt64s();
        }
    }

    public static HistTree Of(SkopsObject predictor) => new(predictor);

    /// <summary>Adds the tree to an ensemble, for one target of it, and its thresholds to the ranges of all.</summary>
    public void AddTo(TreeEnsemble ensemble, int target, int features, ThresholdRanges ranges)
    {
        // A node that asks for categories becomes several, so that numbers are not those of the file.
        int[] numbers = new int[_values.Length];
        ensemble.BeginTree();
        for (int node = 0; node < numbers.Length; node++)
        {
            numbers[node] = _isLeaf[node] != 0 ? ensemble.Leaf(target, _values[node]) : AddBranch(ensemble, node, features, ranges);
        }

        for (int node = 0; node < numbers.Length; node++)
        {
            if (_isLeaf[node] == 0)
            {
                ensemble.Connect(numbers[node], numbers[Child(node, _left[node], "left")], numbers[Child(node, _right[node], "right")]);
            }
        }
    }

    private int AddBranch(TreeEnsemble ensemble, int node, int features, ThresholdRanges ranges)
    {
        int feature = _features[node] >= 0 && _features[node] < features ? (int)_features[node] : throw Wrong(node, $"the feature {_features[node]} of {features}");
        bool missingGoesLeft = _missingGoesLeft[node] != 0;
        if (_isCategorical is not null && _isCategorical[node] != 0)
        {
            return ensemble.Member(feature, Members(node), missingGoesLeft);
        }

        ranges.Add(feature, _thresholds[node]);
        return ensemble.Branch(feature, TreeRule.LessOrEqual, _thresholds[node], missingGoesLeft);
    }

    private int[] Members(int node)
    {
        long set = _setOf[node];
        if (set < 0 || set >= _sets.Length / Words)
        {
            throw Wrong(node, $"the set {set} of {_sets.Length / Words} sets of categories");
        }

        List<int> members = [];
        for (int category = 0; category < 32 * Words; category++)
        {
            if (((_sets[(set * Words) + (category / 32)] >> (category % 32)) & 1) != 0)
            {
                members.Add(category);
            }
        }

        return [.. members];
    }

    private int Child(int node, long child, string side) => child >= 0 && child < _values.Length
        ? (int)child
        : throw Wrong(node, $"the {side} child {child} of {_values.Length} nodes");

    private ModelLoadException Wrong(int node, string what) => new($"{_predictor.Place}, node {node}: {what}.");
}
