using System.Runtime.InteropServices;

namespace RedisAi.Importers.Trees;

/// <summary>The nodes of some trees of an ensemble, one after the other: those of one operator. Children are numbers within their tree.</summary>
/// <param name="firstTree">The number of the first tree in the ensemble.</param>
internal sealed class TreeNodes(int firstTree)
{
    /// <summary>A child that nobody has named yet.</summary>
    public const int None = -1;

    /// <summary>A child of a part of a membership: what <see cref="Resolve"/> will name for true, or for false.</summary>
    public const int WhenTrue = -2;

    /// <summary>Likewise.</summary>
    public const int WhenFalse = -3;

    /// <summary>The feature of a leaf.</summary>
    private const int LeafFeature = -1;

    private readonly List<TreeNode> _nodes = [];
    private readonly List<int> _starts = [];
    private readonly List<double[]> _vectors = [];

    public int FirstTree => firstTree;

    public int Count => _nodes.Count;

    public int Trees => _starts.Count;

    /// <summary>Where the last tree begins.</summary>
    public int Start => _starts[^1];

    public ReadOnlySpan<TreeNode> All => CollectionsMarshal.AsSpan(_nodes);

    public int Branches { get; private set; }

    /// <summary>Whether any node compares for being below or equal.</summary>
    public bool HasOrEqual { get; private set; }

    /// <summary>Whether a NaN takes any true branch.</summary>
    public bool MissingGoesTrue { get; private set; }

    /// <summary>How many values leaves have.</summary>
    public int LeafValues { get; private set; }

    /// <summary>Whether every node has one parent, and every leaf one value.</summary>
    public bool IsPlain { get; private set; } = true;

    public void BeginTree() => _starts.Add(_nodes.Count);

    /// <summary>Says that nothing will be added.</summary>
    public void Close() => _nodes.TrimExcess();

    /// <summary>Where a tree's nodes begin.</summary>
    public int StartOf(int tree) => _starts[tree];

    public ReadOnlySpan<TreeNode> Tree(int tree) => All[_starts[tree]..(tree + 1 < _starts.Count ? _starts[tree + 1] : _nodes.Count)];

    public int AddBranch(int feature, TreeRule rule, double threshold, bool missingGoesTrue, int whenTrue = None, int whenFalse = None)
    {
        Branches++;
        HasOrEqual |= rule == TreeRule.LessOrEqual;
        MissingGoesTrue |= missingGoesTrue;
        _nodes.Add(new TreeNode { Feature = feature, Value = threshold, WhenTrue = whenTrue, WhenFalse = whenFalse, Rule = rule, MissingGoesTrue = missingGoesTrue });
        return _nodes.Count - 1;
    }

    public int AddLeaf(int target, double value)
    {
        LeafValues++;
        _nodes.Add(new TreeNode { Feature = LeafFeature, Value = value, WhenTrue = target });
        return _nodes.Count - 1;
    }

    public int AddLeaf(ReadOnlySpan<double> values)
    {
        LeafValues += values.Length;
        IsPlain = false;
        _vectors.Add(values.ToArray());
        _nodes.Add(new TreeNode { Feature = LeafFeature, WhenTrue = None, WhenFalse = _vectors.Count - 1 });
        return _nodes.Count - 1;
    }

    /// <summary>The values of a leaf that counts for every target; nothing for other leaves.</summary>
    public ReadOnlySpan<double> Vector(in TreeNode leaf) => leaf.WhenTrue == None ? _vectors[leaf.WhenFalse] : [];

    public void Connect(int at, int whenTrue, int whenFalse)
    {
        ref TreeNode node = ref CollectionsMarshal.AsSpan(_nodes)[at];
        (node.WhenTrue, node.WhenFalse) = (whenTrue, whenFalse);
    }

    /// <summary>Names what a part of a membership leads to.</summary>
    public void Resolve(int at, int whenTrue, int whenFalse)
    {
        IsPlain = false;
        ref TreeNode node = ref CollectionsMarshal.AsSpan(_nodes)[at];
        if (!node.IsLeaf)
        {
            (node.WhenTrue, node.WhenFalse) = (Named(node.WhenTrue), Named(node.WhenFalse));
        }

        int Named(int child) => child == WhenTrue ? whenTrue : child == WhenFalse ? whenFalse : child;
    }
}
