using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>A tree over histograms made by chance, which knows scikit-learn's rules by the letter: NaN goes where the node says; a category of the set goes left; any other value goes left when it is at most the threshold.</summary>
internal sealed class GeneratedHistTree
{
    private const string Fields =
        "[('value', '<f8'), ('count', '<u4'), ('feature_idx', '<i8'), ('num_threshold', '<f8'), ('missing_go_to_left', '|u1'), ('left', '<u4'), ('right', '<u4'), ('gain', '<f8'), ('depth', '<u4'), ('is_leaf', '|u1'), ('bin_threshold', '|u1'), ('is_categorical', '|u1'), ('bitset_idx', '<u4')]";

    private readonly List<Node> _nodes = [];
    private readonly List<uint> _sets = [];

    /// <param name="random">Chance.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="categorical">How many of them, from the first, are codes of categories.</param>
    /// <param name="categories">How many categories there are.</param>
    /// <param name="depth">How deep it may be.</param>
    public GeneratedHistTree(Random random, int features, int categorical, int categories, int depth) => Grow(random, features, categorical, categories, depth);

    public IEnumerable<(int Feature, double Threshold)> Thresholds => _nodes.Where(static node => node is { Left: > 0, Set: < 0 }).Select(static node => (node.Feature, node.Threshold));

    /// <summary>The value of the leaf that a row comes to; codes of categories that are not known are NaN.</summary>
    public double Answer(ReadOnlySpan<double> row)
    {
        int at = 0;
        while (_nodes[at].Left > 0)
        {
            Node node = _nodes[at];
            double value = row[node.Feature];
            bool left = double.IsNaN(value) ? node.MissingGoesLeft
                : node.Set < 0 ? value <= node.Threshold
                : ((_sets[(8 * node.Set) + ((int)value / 32)] >> ((int)value % 32)) & 1) != 0;
            at = left ? node.Left : node.Right;
        }

        return _nodes[at].Value;
    }

    public JsonObject Write(SkopsWriter writer)
    {
        List<byte> bytes = [];
        foreach (Node node in _nodes)
        {
            Add(node.Value);
            Add(1u);
            Add((long)node.Feature);
            Add(node.Threshold);
            bytes.Add((byte)(node.MissingGoesLeft ? 1 : 0));
            Add((uint)node.Left);
            Add((uint)node.Right);
            Add(0d);
            Add(0u);
            bytes.AddRange([(byte)(node.Left > 0 ? 0 : 1), 0, (byte)(node.Set < 0 ? 0 : 1)]);
            Add((uint)Math.Max(0, node.Set));
        }

        return writer.Object(
            "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
            ("nodes", writer.Records(Fields, CollectionsMarshal.AsSpan(bytes), _nodes.Count)),
            ("raw_left_cat_bitsets", writer.Array<uint>("<u4", [.. _sets], _sets.Count / 8, 8)));

        void Add<T>(T value)
            where T : unmanaged => bytes.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
    }

    private int Grow(Random random, int features, int categorical, int categories, int depth)
    {
        int at = _nodes.Count;
        _nodes.Add(new Node(random.NextDouble() - 0.5, 0, 0, 0, 0, false, -1));
        if (depth > 0 && (at == 0 || random.Next(5) > 0))
        {
            int left = Grow(random, features, categorical, categories, depth - 1);
            int right = Grow(random, features, categorical, categories, depth - 1);
            int feature = random.Next(features);
            double threshold = random.Next(12) == 0 ? double.PositiveInfinity : GeneratedTree.NextThreshold(random);
            _nodes[at] = new Node(0, left, right, feature, threshold, random.Next(2) == 0, feature < categorical ? AddSet(random, categories) : -1);
        }

        return at;
    }

    private int AddSet(Random random, int categories)
    {
        uint[] set = new uint[8];
        for (int category = 0; category < categories; category++)
        {
            set[category / 32] |= random.Next(2) == 0 ? 1u << (category % 32) : 0;
        }

        _sets.AddRange(set);
        return (_sets.Count / 8) - 1;
    }

    private sealed record Node(double Value, int Left, int Right, int Feature, double Threshold, bool MissingGoesLeft, int Set);
}
