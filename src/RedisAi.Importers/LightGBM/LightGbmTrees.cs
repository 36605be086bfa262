using System.Numerics;
using System.Runtime.InteropServices;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.LightGBM;

/// <summary>Turns the text's trees into those of an ensemble. The true branch of a node is its left child.</summary>
internal sealed class LightGbmTrees(int targets, int features)
{
    /// <summary>The most intervals of categories in a model; each becomes nodes.</summary>
    private const int MaxIntervals = 2_000_000;

    /// <summary>Float32 tells whole numbers below this apart.</summary>
    private const int MaxCategories = 1 << 24;

    private readonly Stack<(int Child, int Depth)> _open = [];
    private readonly List<int> _members = [];
    private int[] _inner = [];
    private int[] _leaves = [];
    private int _intervals;

    public TreeEnsemble Ensemble { get; } = new(targets);

    public LightGbmColumns Columns { get; } = new(features);

    /// <summary>Where the thresholds lie.</summary>
    public ThresholdRanges Ranges { get; } = new();

    /// <summary>What trees of a single leaf add to each target.</summary>
    public double[] Constants { get; } = new double[targets];

    /// <summary>Adds a tree that was checked.</summary>
    /// <exception cref="ModelLoadException">Its nodes are not a tree, or there are too many categories.</exception>
    public void Add(LightGbmTree tree, int target)
    {
        if (tree.InnerNodes == 0)
        {
            Constants[target] += tree.LeafValues[0];
            return;
        }

        _inner = Unseen(_inner, tree.InnerNodes);
        _leaves = Unseen(_leaves, tree.LeafValues.Count);
        Ensemble.BeginTree();
        _open.Clear();
        _open.Push((0, 1));
        while (_open.TryPop(out (int Child, int Depth) next))
        {
            Visit(tree, next.Child, next.Depth, target);
        }

        for (int node = 0; node < tree.InnerNodes; node++)
        {
            if (_inner[node] < 0)
            {
                throw new ModelLoadException($"node {node} is no other node's child.");
            }

            Ensemble.Connect(_inner[node], NumberOf(tree.LeftChildren[node]), NumberOf(tree.RightChildren[node]));
        }
    }

    /// <summary>An array of as many -1, the old one where it is long enough.</summary>
    private static int[] Unseen(int[] numbers, int count)
    {
        int[] cleared = numbers.Length >= count ? numbers : new int[Math.Max(count, 2 * numbers.Length)];
        cleared.AsSpan(0, count).Fill(-1);
        return cleared;
    }

    private int NumberOf(int child) => child >= 0 ? _inner[child] : _leaves[~child];

    private void Visit(LightGbmTree tree, int child, int depth, int target)
    {
        bool isLeaf = child < 0;
        int place = isLeaf ? ~child : child;
        int count = isLeaf ? tree.LeafValues.Count : tree.InnerNodes;
        string what = isLeaf ? "leaf" : "node";
        if (place >= count)
        {
            throw new ModelLoadException($"a child is {what} {place} of {count}.");
        }

        ref int number = ref (isLeaf ? _leaves : _inner)[place];
        if (number >= 0)
        {
            throw new ModelLoadException($"{what} {place} is the child of two nodes, or of one below it.");
        }

        if (depth > TreeEnsemble.MaxDepth)
        {
            throw new ModelLoadException($"it is deeper than {TreeEnsemble.MaxDepth} nodes.");
        }

        number = isLeaf ? Ensemble.Leaf(target, tree.LeafValues[place]) : AddNode(tree, place);
        if (!isLeaf)
        {
            _open.Push((tree.RightChildren[place], depth + 1));
            _open.Push((tree.LeftChildren[place], depth + 1));
        }
    }

    private int AddNode(LightGbmTree tree, int node)
    {
        LightGbmDecision decision = new(tree.Decisions[node]);
        int feature = tree.Features[node];
        double threshold = tree.Thresholds[node];
        if (decision.IsMembership)
        {
            ReadMembers(tree, (int)threshold);
            return Ensemble.Member(Columns.Of(feature, zeroIsMissing: false), CollectionsMarshal.AsSpan(_members), missingGoesTrue: false, truncates: true);
        }

        Ranges.Add(feature, threshold);
        bool missingGoesLeft = decision.ZeroIsMissing || decision.NanIsMissing ? decision.MissingGoesLeft : threshold >= 0;
        return Ensemble.Branch(Columns.Of(feature, decision.ZeroIsMissing), TreeRule.LessOrEqual, AroundZero(threshold), missingGoesLeft);
    }

    /// <summary>A threshold that is near zero moves to where no zero is: to LightGBM all values up to 1e-35 are one.</summary>
    private static double AroundZero(double threshold) => threshold switch
    {
        >= 0 and < LightGbmColumns.ZeroThreshold => LightGbmColumns.ZeroThreshold,
        < 0 and >= -LightGbmColumns.ZeroThreshold => Math.BitDecrement(-(double)LightGbmColumns.ZeroThreshold),
        _ => threshold,
    };

    private void ReadMembers(LightGbmTree tree, int set)
    {
        _members.Clear();
        int first = tree.SetBoundaries[set];
        for (int word = first; word < tree.SetBoundaries[set + 1]; word++)
        {
            for (uint bits = tree.SetWords[word]; bits != 0; bits &= bits - 1)
            {
                int member = ((word - first) * 32) + BitOperations.TrailingZeroCount(bits);
                _intervals += _members.Count > 0 && _members[^1] == member - 1 ? 0 : 1;
                _members.Add(member);
                CheckMember(member);
            }
        }
    }

    private void CheckMember(int member)
    {
        if (member is < 0 or >= MaxCategories)
        {
            throw new ModelLoadException($"'cat_threshold' has the category {(uint)member}; float32 tells only those below {MaxCategories} apart.");
        }

        if (_intervals > MaxIntervals)
        {
            throw new ModelLoadException($"its categories, with those of the trees before, are more than {MaxIntervals} intervals.");
        }
    }
}
