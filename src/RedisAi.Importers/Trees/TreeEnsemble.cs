using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Trees;

/// <summary>Decision trees that are built node by node, and become an operator of an ONNX graph.</summary>
/// <remarks>
/// Nodes are numbered from 0 in each tree, and node 0 is its root. What a file says of its trees may be wrong: the tree that is built is checked when it ends, so that
/// a graph never has a cycle, a node with two parents, one that nothing leads to, or a child that is not there. Used by one thread.
/// </remarks>
internal sealed class TreeEnsemble
{
    /// <summary>The longest way from a root to a leaf. ONNX Runtime walks trees by recursion when it loads them.</summary>
    public const int MaxDepth = 2_000;

    /// <summary>Trees are shared out among operators of at least so many branches: what ONNX Runtime takes to load one, a multiple of the trees, it gives back before the next.</summary>
    private const int BranchesOfPart = 20_000;

    private readonly List<TreeNodes> _parts = [];
    private readonly Dictionary<int, TreeMember> _members = [];
    private TreeNodes _nodes = new(0);

    /// <summary>Creates an ensemble without trees.</summary>
    /// <param name="targets">How many numbers it gives for a row, at least one.</param>
    public TreeEnsemble(int targets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targets, 1);
        Targets = targets;
    }

    /// <summary>Gets how many numbers it gives for a row.</summary>
    public int Targets { get; }

    /// <summary>Gets how many trees there are.</summary>
    public int Trees => _nodes.FirstTree + _nodes.Trees;

    private int Start => _nodes.Trees > 0 ? _nodes.Start : throw new InvalidOperationException("There is no tree yet.");

    /// <summary>Begins a tree; the one before must be whole.</summary>
    /// <returns>The tree's number, from 0.</returns>
    /// <exception cref="ModelLoadException">The tree before is not a tree.</exception>
    public int BeginTree()
    {
        CheckLast();
        if (_nodes.Branches >= BranchesOfPart)
        {
            _nodes.Close();
            _parts.Add(_nodes);
            _nodes = new TreeNodes(Trees);
        }

        _nodes.BeginTree();
        return Trees - 1;
    }

    /// <summary>Adds a node that compares a feature with a threshold.</summary>
    /// <param name="feature">The feature's place in a row, from 0.</param>
    /// <param name="rule">What takes the true branch.</param>
    /// <param name="threshold">Any number, infinities too; not NaN.</param>
    /// <param name="missingGoesTrue">Whether NaN takes the true branch.</param>
    /// <returns>The node's number in the tree.</returns>
    /// <exception cref="ModelLoadException">The feature is negative, or the threshold is not a number.</exception>
    public int Branch(int feature, TreeRule rule, double threshold, bool missingGoesTrue)
    {
        if (double.IsNaN(threshold))
        {
            throw Wrong(_nodes.Count - Start, "the threshold is not a number");
        }

        CheckFeature(feature);
        return _nodes.AddBranch(feature, rule, threshold, missingGoesTrue) - Start;
    }

    /// <summary>Adds a node that asks whether a category is one of some: the true branch is taken by a value that, without its fraction, is among them.</summary>
    /// <param name="feature">The feature's place in a row, from 0.</param>
    /// <param name="members">The categories, at least 0 and below 2^24, in any order; none is possible.</param>
    /// <param name="missingGoesTrue">Whether NaN takes the true branch.</param>
    /// <param name="truncates">Whether values between -1 and 0 count as 0. Without it all negative ones are no category.</param>
    /// <returns>The node's number in the tree.</returns>
    /// <exception cref="ModelLoadException">The feature or a category is out of range.</exception>
    public int Member(int feature, ReadOnlySpan<int> members, bool missingGoesTrue, bool truncates = false)
    {
        CheckFeature(feature);
        int node = _nodes.Count - Start;
        foreach (int member in members)
        {
            if (member is < 0 or >= TreeMembership.MaxCategories)
            {
                throw Wrong(node, $"category {member} is not between 0 and {TreeMembership.MaxCategories - 1}");
            }
        }

        _members.Add(node, new TreeMember(TreeMembership.AddTo(_nodes, Start, feature, members, missingGoesTrue, truncates)));
        return node;
    }

    /// <summary>Adds a leaf that counts for one target.</summary>
    /// <returns>The node's number in the tree.</returns>
    /// <exception cref="ModelLoadException">The target is not there.</exception>
    public int Leaf(int target, double value)
    {
        if ((uint)target >= (uint)Targets)
        {
            throw Wrong(_nodes.Count - Start, $"target {target} of {Targets}");
        }

        return _nodes.AddLeaf(target, value) - Start;
    }

    /// <summary>Adds a leaf that counts for every target.</summary>
    /// <param name="values">As many values as there are targets.</param>
    /// <returns>The node's number in the tree.</returns>
    /// <exception cref="ModelLoadException">The number of values is not that of targets.</exception>
    public int Leaf(ReadOnlySpan<double> values)
    {
        if (values.Length != Targets)
        {
            throw Wrong(_nodes.Count - Start, $"{values.Length} values of {Targets}");
        }

        return (Targets == 1 ? _nodes.AddLeaf(0, values[0]) : _nodes.AddLeaf(values)) - Start;
    }

    /// <summary>Says where a node leads, before or after those nodes are added.</summary>
    /// <param name="node">A node that is no leaf.</param>
    /// <param name="whenTrue">The number of the node for values that pass.</param>
    /// <param name="whenFalse">The number of the node for all others.</param>
    public void Connect(int node, int whenTrue, int whenFalse)
    {
        if (_members.TryGetValue(node, out TreeMember member))
        {
            _members[node] = member with { WhenTrue = whenTrue, WhenFalse = whenFalse };
        }
        else
        {
            _nodes.Connect(Start + node, whenTrue, whenFalse);
        }
    }

    /// <summary>Adds the ensemble to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The name of a tensor [rows, features] of <paramref name="inputType"/>.</param>
    /// <param name="sum">How values are summed.</param>
    /// <param name="baseValues">What is added to the sums, for each target; none for zeros.</param>
    /// <param name="inputType">Float or Double. A threshold that a float32 cannot hold is rounded so that every comparison of a float32 comes out the same.</param>
    /// <param name="softmax">Whether the result is the softmax of the sums; for at least two targets.</param>
    /// <returns>The name of a float32 tensor [rows, targets].</returns>
    /// <exception cref="ModelLoadException">There is no tree, or the last one is not a tree.</exception>
    public string AddTo(
        OnnxGraph graph, string input, TreeSum sum, ReadOnlySpan<double> baseValues, OnnxElementType inputType = OnnxElementType.Float, bool softmax = false)
    {
        CheckWhole();
        if (baseValues.Length != 0 && baseValues.Length != Targets)
        {
            throw new ModelLoadException($"There are {baseValues.Length} base values for {Targets} outputs.");
        }

        return new TreeOperators([.. _parts, _nodes], Targets, inputType, sum).AddRegressorTo(graph, input, baseValues, softmax);
    }

    /// <summary>Adds the ensemble to a graph as a classifier, whose targets are the sums of classes 0, 1 and so on.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The name of a tensor [rows, features] of <paramref name="inputType"/>.</param>
    /// <param name="sum">How values are summed. There are no base values: where they are needed, they are a tree of one leaf.</param>
    /// <param name="inputType">Float or Double, as with <see cref="AddTo"/>.</param>
    /// <param name="softmax">Whether the result is the softmax of the sums; else it is the sums, of at least three classes.</param>
    /// <returns>The names of an int64 tensor [rows] and a float32 tensor [rows, targets]: the class, and the softmax of the sums, or the sums. With two targets
    /// class 1 is told by its own sum being above 0, so that the sum of class 0 is to be 0.</returns>
    /// <exception cref="ModelLoadException">There is no tree, or the last one is not a tree.</exception>
    public (string Label, string Probabilities) AddClassifierTo(OnnxGraph graph, string input, TreeSum sum, OnnxElementType inputType = OnnxElementType.Float, bool softmax = true)
    {
        CheckWhole();
        return new TreeOperators([.. _parts, _nodes], Targets, inputType, sum).AddClassifierTo(graph, input, softmax);
    }

    private void CheckWhole()
    {
        CheckLast();
        if (Trees == 0)
        {
            throw new ModelLoadException("The model has no trees.");
        }
    }

    private void CheckFeature(int feature)
    {
        if (feature < 0)
        {
            throw Wrong(_nodes.Count - Start, $"feature {feature} does not exist");
        }
    }

    private void CheckLast()
    {
        if (_nodes.Trees == 0)
        {
            return;
        }

        TreeCheck.Check(Trees - 1, _nodes.All[Start..], _members);
        foreach ((int node, TreeMember member) in _members)
        {
            for (int i = 0; i < member.Parts; i++)
            {
                _nodes.Resolve(Start + node + i, member.WhenTrue, member.WhenFalse);
            }
        }

        _members.Clear();
    }

    private ModelLoadException Wrong(int node, string what) => new($"Tree {Trees - 1}, node {node}: {what}.");
}
