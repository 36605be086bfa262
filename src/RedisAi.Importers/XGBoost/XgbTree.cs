using System.Globalization;

namespace RedisAi.Importers.XGBoost;

/// <summary>A tree as a file has it: for each node, what it compares, and where it leads. Its memory serves for one tree after the other.</summary>
/// <param name="mayHaveVectors">Whether leaves may have several values.</param>
internal sealed class XgbTree(bool mayHaveVectors)
{
    private int[] _left = [];
    private int[] _right = [];
    private int[] _features = [];
    private int[] _defaultLeft = [];
    private int[] _types = [];
    private int[] _categories = [];
    private int[] _categoryNodes = [];
    private int[] _categoryStarts = [];
    private int[] _categoryCounts = [];
    private float[] _conditions = [];
    private float[] _baseWeights = [];
    private float[] _leafWeights = [];
    private int _number;
    private int _typeCount;
    private int _categoryCount;
    private int _categoryNodeCount;
    private int _leafWeightCount;
    private int _baseWeightCount;

    public int Nodes { get; private set; }

    /// <summary>How many features the tree knows of.</summary>
    public int Features { get; private set; }

    /// <summary>How many values a leaf has.</summary>
    public int LeafValues { get; private set; }

    /// <summary>For each node that asks for categories, which of them it is.</summary>
    public Dictionary<int, int> Memberships { get; } = [];

    public ReadOnlySpan<int> Left => _left.AsSpan(0, Nodes);

    public ReadOnlySpan<int> Right => _right.AsSpan(0, Nodes);

    public ReadOnlySpan<int> SplitFeatures => _features.AsSpan(0, Nodes);

    /// <summary>Thresholds; the values of leaves.</summary>
    public ReadOnlySpan<float> Conditions => _conditions.AsSpan(0, Nodes);

    public bool DefaultLeft(int node) => _defaultLeft[node] != 0;

    public bool IsCategorical(int node) => node < _typeCount && _types[node] != 0;

    /// <summary>The categories that a node sends to the right.</summary>
    public ReadOnlySpan<int> Categories(int node)
    {
        if (!Memberships.TryGetValue(node, out int place))
        {
            throw Wrong(node, "it is categorical, but categories_nodes does not have it");
        }

        (int start, int count) = (_categoryStarts[place], _categoryCounts[place]);
        return start >= 0 && count >= 0 && start <= _categoryCount - count
            ? _categories.AsSpan(start, count)
            : throw Wrong(node, $"its {count} categories from {start} on are not among {_categoryCount}");
    }

    /// <summary>The values of a leaf that has several.</summary>
    public ReadOnlySpan<float> LeafVector(int node)
    {
        // Newer files have the values of leaves alone, which their right child numbers; older ones those of all nodes.
        (float[] weights, int count, int place) = _leafWeightCount > 0 ? (_leafWeights, _leafWeightCount, _right[node]) : (_baseWeights, _baseWeightCount, node);
        return place >= 0 && (place + 1L) * LeafValues <= count
            ? weights.AsSpan(place * LeafValues, LeafValues)
            : throw Wrong(node, $"the {LeafValues} values of leaf {place} are not among {count}");
    }

    /// <summary>Reads a tree in the place of the one before.</summary>
    public void Read(XgbReader reader, int number)
    {
        _number = number;
        int left = 0, right = 0, features = 0, conditions = 0, defaults = 0, starts = 0, counts = 0;
        (_typeCount, _categoryCount, _categoryNodeCount, _leafWeightCount, _baseWeightCount) = (0, 0, 0, 0, 0);
        (Features, LeafValues) = (0, 1);
        reader.BeginObject();
        while (reader.TryKey(out string key))
        {
            switch (key)
            {
                case "left_children":
                    left = reader.Integers(ref _left);
                    break;
                case "right_children":
                    right = reader.Integers(ref _right);
                    break;
                case "split_indices":
                    features = reader.Integers(ref _features);
                    break;
                case "split_conditions":
                    conditions = reader.Singles(ref _conditions);
                    break;
                case "default_left":
                    defaults = reader.Integers(ref _defaultLeft);
                    break;
                case "split_type":
                    _typeCount = reader.Integers(ref _types);
                    break;
                case "categories":
                    _categoryCount = reader.Integers(ref _categories);
                    break;
                case "categories_nodes":
                    _categoryNodeCount = reader.Integers(ref _categoryNodes);
                    break;
                case "categories_segments":
                    starts = reader.Integers(ref _categoryStarts);
                    break;
                case "categories_sizes":
                    counts = reader.Integers(ref _categoryCounts);
                    break;
                case "leaf_weights":
                    _leafWeightCount = reader.Singles(ref _leafWeights);
                    break;
                case "tree_param":
                    ReadParameters(reader);
                    break;
                case "base_weights" when mayHaveVectors:
                    _baseWeightCount = reader.Singles(ref _baseWeights);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Nodes = left;
        Require(left > 0, "it has no nodes");
        Require(right == left && features == left && conditions == left && defaults == left, $"it has {left} left_children, {right} right_children, {features} split_indices, {conditions} split_conditions and {defaults} default_left");
        Require(_typeCount == 0 || _typeCount == left, $"it has {_typeCount} split_type for {left} nodes");
        Require(starts == _categoryNodeCount && counts == _categoryNodeCount, $"it has {_categoryNodeCount} categories_nodes, {starts} categories_segments and {counts} categories_sizes");
        Memberships.Clear();
        for (int i = 0; i < _categoryNodeCount; i++)
        {
            Memberships[_categoryNodes[i]] = i;
        }
    }

    public ModelLoadException Wrong(int node, string what) => new($"Tree {_number}, node {node}: {what}.");

    private void ReadParameters(XgbReader reader)
    {
        reader.BeginObject();
        while (reader.TryKey(out string key))
        {
            string text = reader.Text();
            if (key is "num_feature" or "size_leaf_vector")
            {
                Require(int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= 0, $"{key} is '{text}'");
                Features = key == "num_feature" ? value : Features;
                LeafValues = key == "size_leaf_vector" ? Math.Max(1, value) : LeafValues;
            }
        }
    }

    private void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelLoadException($"Tree {_number}: {what}.");
        }
    }
}
