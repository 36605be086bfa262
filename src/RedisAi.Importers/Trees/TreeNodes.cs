using System.Runtime.InteropServices;

namespace RedisAi.Importers.Trees;

/// <summary>The nodes of all trees of an ensemble, one after the other. Children are numbers within their tree.</summary>
internal sealed class TreeNodes
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
    private readonly List<double[]> _vectors = [];

    public int Count => _nodes.Count;

    public ReadOnlySpan<TreeNode> All => CollectionsMarshal.AsSpan(_nodes);

    /// <summary>How many nodes compare in each way.</summary>
    public int LessThan { get; private set; }

    /// <summary>Likewise.</summary>
    public int LessOrEqual { get; private set; }

    public int Leaves { get; private set; }

    /// <summary>Whether a NaN takes any true branch.</summary>
    public bool MissingGoesTrue { get; private set; }

    public void Reserve(int nodes) => _nodes.EnsureCapacity(nodes);

    public int AddBranch(int feature, TreeRule rule, double threshold, bool missingGoesTrue, int whenTrue = None, int whenFalse = None)
    {
        if (rule == TreeRule.LessThan)
        {
            LessThan++;
        }
        else
        {
            LessOrEqual++;
        }

        MissingGoesTrue |= missingGoesTrue;
        _nodes.Add(new TreeNode(feature, threshold, whenTrue, whenFalse, rule, missingGoesTrue));
        return _nodes.Count - 1;
    }

    public int AddLeaf(int target, double value)
    {
        Leaves++;
        _nodes.Add(new TreeNode(LeafFeature, value, target, None, default, false));
        return _nodes.Count - 1;
    }

    public int AddLeaf(ReadOnlySpan<double> values)
    {
        Leaves++;
        _vectors.Add(values.ToArray());
        _nodes.Add(new TreeNode(LeafFeature, 0, None, _vectors.Count - 1, default, false));
        return _nodes.Count - 1;
    }

    /// <summary>The values of a leaf that counts for every target; nothing for other leaves.</summary>
    public ReadOnlySpan<double> Vector(in TreeNode leaf) => leaf.WhenTrue == None ? _vectors[leaf.WhenFalse] : [];

    public void Connect(int at, int whenTrue, int whenFalse)
    {
        ref TreeNode node = ref CollectionsMarshal.AsSpan(_nodes)[at];
        node = node with { WhenTrue = whenTrue, WhenFalse = whenFalse };
    }

    /// <summary>Names what a part of a membership leads to.</summary>
    public void Resolve(int at, int whenTrue, int whenFalse)
    {
        ref TreeNode node = ref CollectionsMarshal.AsSpan(_nodes)[at];
        if (!node.IsLeaf)
        {
            node = node with { WhenTrue = Named(node.WhenTrue), WhenFalse = Named(node.WhenFalse) };
        }

        int Named(int child) => child == WhenTrue ? whenTrue : child == WhenFalse ? whenFalse : child;
    }
}
