namespace RedisAi.Importers.Trees;

/// <summary>Asks whether a category is one of some, by comparing it with where the ranges of members begin and end: a search among them, not a walk past each.</summary>
/// <remarks>
/// The operator's own way, a chain of comparisons for equality, is slow in two ways: the chain is long, and ONNX Runtime has a quick loop only for
/// trees whose nodes all compare alike. Comparing with ranges also gives numbers with a fraction to their category, as the libraries do.
/// Two rules of ONNX Runtime shape what is built: a node may have several parents, but only one that leads to it by its false branch, and that one must
/// be the first that is met by going down false branches before true ones. Any other false branch leads to a step between whose condition always holds.
/// </remarks>
internal ref struct TreeMembership
{
    /// <summary>Categories are below this, so that every one is a float32.</summary>
    public const int MaxCategories = 1 << 24;

    private readonly TreeNodes _nodes;
    private readonly int _start;
    private readonly int _feature;

    /// <summary>Where ranges begin and end, in turn: below the first is no member, from the first on are members, and so on.</summary>
    private readonly ReadOnlySpan<double> _bounds;

    /// <summary>The range that NaN goes to.</summary>
    private readonly int _missing;

    private bool _metMembers;

    private TreeMembership(TreeNodes nodes, int start, int feature, ReadOnlySpan<double> bounds, bool missingIsMember)
    {
        _nodes = nodes;
        _start = start;
        _feature = feature;
        _bounds = bounds;
        _missing = missingIsMember ? bounds.Length - 1 : bounds.Length;
    }

    /// <summary>Adds the nodes, the first of which is where the membership is entered.</summary>
    /// <returns>How many there are.</returns>
    public static int AddTo(TreeNodes nodes, int start, int feature, ReadOnlySpan<int> members, bool missingIsMember, bool truncates)
    {
        int first = nodes.Count;
        if (members.IsEmpty)
        {
            nodes.AddBranch(feature, TreeRule.LessThan, double.NegativeInfinity, missingIsMember, TreeNodes.WhenTrue, TreeNodes.WhenFalse);
            return 1;
        }

        double[] bounds = Bounds(members, truncates);
        new TreeMembership(nodes, start, feature, bounds, missingIsMember).Search(0, bounds.Length);
        return nodes.Count - first;
    }

    private static double[] Bounds(ReadOnlySpan<int> members, bool truncates)
    {
        int[] sorted = members.ToArray();
        Array.Sort(sorted);
        List<double> bounds = [];
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] > sorted[i - 1] + 1)
            {
                // Above -1 is from the next number on.
                bounds.Add(truncates && sorted[i] == 0 ? Math.BitIncrement(-1.0) : sorted[i]);
            }

            if (i == sorted.Length - 1 || sorted[i + 1] > sorted[i] + 1)
            {
                bounds.Add(sorted[i] + 1.0);
            }
        }

        return [.. bounds];
    }

    /// <summary>Adds the nodes that tell the ranges between some bounds apart.</summary>
    /// <returns>The number of the first.</returns>
    private int Search(int from, int to)
    {
        int middle = from + ((to - from) / 2);
        bool missingGoesTrue = _missing <= middle;
        int node = _nodes.AddBranch(_feature, TreeRule.LessThan, _bounds[middle], missingGoesTrue);

        // False before true, as ONNX Runtime goes.
        int whenFalse = middle + 1 == to ? Beyond(to) : Search(middle + 1, to);
        int whenTrue = from == middle ? Range(from) : Search(from, middle);
        _nodes.Connect(node, whenTrue, whenFalse);
        return node - _start;
    }

    /// <summary>What a true branch leads to for a range.</summary>
    private int Range(int range)
    {
        bool isMember = range % 2 == 1;
        _metMembers |= isMember;
        return isMember ? TreeNodes.WhenTrue : TreeNodes.WhenFalse;
    }

    /// <summary>What a false branch leads to for a range.</summary>
    private int Beyond(int range)
    {
        bool isMember = range % 2 == 1;
        if (range == _bounds.Length || (isMember && !_metMembers))
        {
            return Range(range);
        }

        int step = _nodes.AddBranch(_feature, TreeRule.LessThan, _bounds[range], missingGoesTrue: _missing == range);
        _nodes.Connect(step, Range(range), _nodes.AddLeaf(0, 0) - _start);
        return step - _start;
    }
}
