using System.Numerics;

namespace RedisAi.Importers.Trees;

/// <summary>Holds what was read as a tree to being one: a root that every other node is reached from by one way.</summary>
internal ref struct TreeCheck
{
    private readonly int _tree;
    private readonly int[] _depths;
    private readonly Stack<int> _open = new();

    private TreeCheck(int tree, int nodes)
    {
        _tree = tree;
        _depths = new int[nodes];
    }

    /// <summary>Checks a tree.</summary>
    /// <param name="tree">Its number, for messages.</param>
    /// <param name="nodes">Its nodes.</param>
    /// <param name="members">Its memberships, by their first nodes.</param>
    /// <exception cref="ModelLoadException">A child is not there, has two parents or none, or the tree is too deep.</exception>
    public static void Check(int tree, ReadOnlySpan<TreeNode> nodes, Dictionary<int, TreeMember> members)
    {
        if (nodes.IsEmpty)
        {
            throw new ModelLoadException($"Tree {tree} has no nodes.");
        }

        int seen = new TreeCheck(tree, nodes.Length).Walk(nodes, members);
        if (seen != nodes.Length)
        {
            throw new ModelLoadException($"Tree {tree}: {nodes.Length - seen} of {nodes.Length} nodes are not reached from its root.");
        }
    }

    private readonly int Walk(ReadOnlySpan<TreeNode> nodes, Dictionary<int, TreeMember> members)
    {
        foreach ((int at, TreeMember member) in members)
        {
            // Nothing leads into the middle of a membership.
            _depths.AsSpan(at + 1, member.Parts - 1).Fill(1);
        }

        _depths[0] = 1;
        _open.Push(0);
        int seen = 0;
        while (_open.TryPop(out int at))
        {
            if (members.TryGetValue(at, out TreeMember member))
            {
                seen += member.Parts;
                int steps = BitOperations.Log2((uint)member.Parts) + 2;
                Visit(at, member.WhenTrue, steps);
                Visit(at, member.WhenFalse, steps);
                continue;
            }

            seen++;
            if (!nodes[at].IsLeaf)
            {
                Visit(at, nodes[at].WhenTrue, 1);
                Visit(at, nodes[at].WhenFalse, 1);
            }
        }

        return seen;
    }

    private readonly void Visit(int parent, int child, int steps)
    {
        if ((uint)child >= (uint)_depths.Length)
        {
            throw new ModelLoadException($"Tree {_tree}, node {parent}: the child {child} of {_depths.Length} nodes.");
        }

        if (_depths[child] != 0)
        {
            throw new ModelLoadException($"Tree {_tree}, node {parent}: the child {child} is the child of another node, too, or the root.");
        }

        _depths[child] = _depths[parent] + steps;
        if (_depths[child] > TreeEnsemble.MaxDepth)
        {
            throw new ModelLoadException($"Tree {_tree} is deeper than {TreeEnsemble.MaxDepth} nodes.");
        }

        _open.Push(child);
    }
}
