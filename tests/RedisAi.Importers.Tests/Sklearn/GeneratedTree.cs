using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>A tree made by chance, which knows scikit-learn's rules by the letter: float32(x) at most the threshold goes left, NaN where the node says.</summary>
internal sealed class GeneratedTree
{
    private const string Fields =
        "[('left_child', '<i8'), ('right_child', '<i8'), ('feature', '<i8'), ('threshold', '<f8'), ('impurity', '<f8'), ('n_node_samples', '<i8'), ('weighted_n_node_samples', '<f8'), ('missing_go_to_left', '|u1'), ('', '|V7')]";

    private readonly List<Node> _nodes = [];
    private readonly double[] _values;
    private readonly int _width;

    public GeneratedTree(Random random, int features, int depth, int width)
    {
        Grow(random, features, depth);
        _width = width;
        _values = [.. Enumerable.Range(0, _nodes.Count * width).Select(_ => random.NextDouble())];
        for (int node = 0; node < _nodes.Count && width > 1; node++)
        {
            Span<double> own = _values.AsSpan(node * width, width);
            double sum = own.ToArray().Sum();
            foreach (ref double value in own)
            {
                value /= sum;
            }
        }
    }

    /// <summary>Thresholds, to make rows of that lie on them.</summary>
    public IEnumerable<(int Feature, double Threshold)> Thresholds => _nodes.Where(static node => node.Left >= 0).Select(static node => (node.Feature, node.Threshold));

    /// <summary>What the leaf says that a row comes to.</summary>
    public ReadOnlySpan<double> Answer(ReadOnlySpan<float> row)
    {
        int at = 0;
        while (_nodes[at].Left >= 0)
        {
            Node node = _nodes[at];
            float value = row[node.Feature];
            bool left = float.IsNaN(value) ? node.MissingGoesLeft : value <= node.Threshold;
            at = left ? node.Left : node.Right;
        }

        return _values.AsSpan(at * _width, _width);
    }

    public JsonObject Write(SkopsWriter writer)
    {
        List<byte> bytes = [];
        foreach (Node node in _nodes)
        {
            bytes.AddRange(MemoryMarshal.AsBytes<long>([node.Left, node.Right, node.Feature]));
            bytes.AddRange(MemoryMarshal.AsBytes<double>([node.Threshold, 0]));
            bytes.AddRange(MemoryMarshal.AsBytes<long>([1, 0]));
            bytes.AddRange([(byte)(node.MissingGoesLeft ? 1 : 0), 9, 9, 9, 9, 9, 9, 9]);
        }

        return writer.Object(
            "sklearn.tree._tree.Tree",
            ("nodes", writer.Records(Fields, CollectionsMarshal.AsSpan(bytes), _nodes.Count)),
            ("values", writer.Array("<f8", _values, _nodes.Count, 1, _width)));
    }

    /// <summary>A threshold that is a float32, or lies between two of them.</summary>
    public static double NextThreshold(Random random)
    {
        float value = (float)(random.NextDouble() * 4) - 2;
        return random.Next(3) switch
        {
            0 => value,
            1 => Math.BitIncrement((double)value),
            _ => Math.BitDecrement((double)value),
        };
    }

    private int Grow(Random random, int features, int depth)
    {
        int at = _nodes.Count;
        _nodes.Add(new Node(-1, -1, -2, -2, false));
        if (depth > 0 && (at == 0 || random.Next(5) > 0))
        {
            int left = Grow(random, features, depth - 1);
            int right = Grow(random, features, depth - 1);
            _nodes[at] = new Node(left, right, random.Next(features), NextThreshold(random), random.Next(2) == 0);
        }

        return at;
    }

    private sealed record Node(int Left, int Right, int Feature, double Threshold, bool MissingGoesLeft);
}
